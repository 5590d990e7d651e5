"""The catalogue of public registers, in the order in which the site shows them. A new one is a module and a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data_loaders.registers import (
    prevention,
    recusals,
    reviewed_documents,
    risk_points,
)
from data_loaders.registers.declaration import Register

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        module.REGISTER.key: module.REGISTER
        for module in (
            recusals,
            risk_points,
            reviewed_documents,
            prevention,
        )
    }
)

__all__ = ["REGISTERS", "Register"]

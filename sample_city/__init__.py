"""The sample city's workbooks: `write` makes all of them and gives the plan by which they are published."""

from sample_city.plan import Load, Plan, Step, Withdraw

__all__ = ["Load", "Plan", "Step", "Withdraw"]

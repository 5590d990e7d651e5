"""Questions of readers: asked without an account, answered by two people, shown to everybody."""

"""Settings by place of use; `base` holds all of them, the others only add strictness or ease."""

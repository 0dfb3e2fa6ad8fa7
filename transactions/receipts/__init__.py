"""What a cashier reads and a customer holds."""

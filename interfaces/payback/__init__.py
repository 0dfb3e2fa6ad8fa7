"""How PAYBACK is spoken to: messages, transport and the meaning of its answers."""

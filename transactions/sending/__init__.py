"""From a due row to a verdict: claim, call, record; and the sweep that takes up what was left."""

from transactions.sending.balance import (
    Balance,
    BalanceUnavailable,
    Spending,
    ask_balance,
    judge_spending,
)
from transactions.sending.carry import send_delivery
from transactions.sending.redeem import send_redemption
from transactions.sending.sweep import sweep

__all__ = [
    "Balance",
    "BalanceUnavailable",
    "Spending",
    "ask_balance",
    "judge_spending",
    "send_delivery",
    "send_redemption",
    "sweep",
]

"""Who sees the first steps, and may put one of them aside."""

from shared.runtime.access import ANY, SECRETARIAT, Action

KEEP_FIRST_STEPS = Action(
    "membership.first_steps.keep", "گام‌های راه‌اندازی شهرستان را دبیرخانه دنبال می‌کند.", {SECRETARIAT: ANY}
)

ACTIONS = (KEEP_FIRST_STEPS,)

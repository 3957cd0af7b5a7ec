"""Who may fill which post. Nobody fills their own post."""

from shared.runtime.access import ANY, OPERATOR, SECRETARIAT, Action

FILL_OFFICE_POST = Action(
    "membership.office_post.fill",
    "سمت‌های دستگاه‌ها و نهادها را دبیرخانه ثبت می‌کند.",
    {SECRETARIAT: ANY},
)
FILL_COUNTY_POST = Action("membership.county_post.fill", "سمت‌های شهرستان را راهبر سامانه ثبت می‌کند.", {OPERATOR: ANY})
"""Also the posts of the governor and of the secretariat, so that the secretariat cannot make itself a signatory."""

ACTIONS = (FILL_OFFICE_POST, FILL_COUNTY_POST)

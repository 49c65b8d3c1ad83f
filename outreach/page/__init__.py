"""Self-contained pages: the preview of all mails, the plan, the report, the page for a call.

Everything stands in the page: no script, no font, no picture is loaded from elsewhere.
Every value is escaped; a mail's own HTML twin is shown inside a sandboxed frame.
"""

from outreach.page.brief import brief_page
from outreach.page.plan import PlanData, PlanDay, PlanMail, plan_page
from outreach.page.preview import Note, PreviewMail, preview_page
from outreach.page.report import ReportData, report_page

__all__ = [
    "Note",
    "PlanData",
    "PlanDay",
    "PlanMail",
    "PreviewMail",
    "ReportData",
    "brief_page",
    "plan_page",
    "preview_page",
    "report_page",
]

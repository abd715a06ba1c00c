"""The months of follow-up, and what the calls of the last days sent to the executive assistant."""

from datetime import timedelta

MONTHS = 3


class MonthLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.company = hospital.company

    def load(self):
        self._load_cycles()
        self._load_referrals()

    # Months ---------------------------------------------------------------------------------------------------------

    def _load_cycles(self):
        """This month and those before it; the older ones are verified, reviewed and closed in their time."""
        model = self.env["hcs.followup.cycle"]
        cycles = model._ensure(self.company, self.hospital.today)
        for _number in range(MONTHS - 1):
            cycles = model._ensure(self.company, cycles[0].date_from - timedelta(days=1)) | cycles
        leader = self.hospital.ref("user_leader_demo")
        for cycle in cycles[:-1]:
            cycle._list_unreached()
        for cycle in cycles[:-2]:
            cycle.number_ids.write({"state": "none", "user_id": leader.id})
            days = {"verified": cycle.verify_to, "reviewed": cycle.review_on, "closed": cycle.final_on}
            stamps = {f"{step}_at": min(self.company._hcs_to_utc(day, 16.0), self.now) for step, day in days.items()}
            cycle.write(
                {
                    **stamps,
                    **{f"{step}_by_id": leader.id for step in days},
                    "feedback": "无法接通的号码已核实，回访结果已反馈各科室。",
                }
            )

    # What was said --------------------------------------------------------------------------------------------------

    def _load_referrals(self):
        """The calls of the last days pass on what the caller could not settle; some rows are assigned, one is done."""
        tasks = self.env["hcs.followup.task"].search(
            [("state", "=", "done"), ("closed_at", ">=", self.now - timedelta(days=5))], order="closed_at, id"
        )
        for task in tasks:
            with self.hospital.at(task.closed_at):
                task.with_user(task.user_id or self.env.user).sudo()._refer_what_was_said()
        rows = self.env["hcs.followup.referral"].search([], order="day, id")
        head = self.hospital.ref("user_department_demo")
        chosen = rows[: len(rows) // 2]
        chosen.write({"assignee_id": head.id, "due_on": self.hospital.today + timedelta(days=2)})
        self.hospital.acting(chosen, "assistant").action_assign()
        done = chosen[:2]
        done.write({"result": "已与患者沟通，科室晨会已说明。"})
        self.hospital.acting(done, "department").action_done()

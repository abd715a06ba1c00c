"""What ``try_feed.py`` does to one database: load, move the dates, plan a year, tell the figures, do it all again."""

import io
import json
import time
from datetime import date, datetime, timedelta
from datetime import time as clock

DAYS = 365
PLANNER_HOUR = 6  # local; the planner's daily run


def files_of(folder):
    """``[(name, bytes)]`` of an export."""
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix in (".ndjson", ".json")]


def made_hospital(today):
    """A year and a half of a small hospital, every target among its visits."""
    from tests.his import fhir_maker

    resources = fhir_maker.hospital(patients=400, days=400, per_day=6, until=today - timedelta(days=1))
    return [("hospital.ndjson", fhir_maker.ndjson(resources))]


def newest_visit(files):
    """The last day on which a visit began, as the export has it."""
    newest = ""
    for _name, content in files:
        for line in content.splitlines():
            resource = json.loads(line)
            if resource.get("resourceType") == "Encounter":
                newest = max(newest, resource.get("period", {}).get("start", "")[:10])
    return date.fromisoformat(newest)


class Trial:
    def __init__(self, env, files, country):
        self.env = env
        self.files = files
        env.company.country_id = env.ref(f"base.{country.lower()}")
        self.source = env["hcs.his.source"].create({"name": "Trial", "code": "trial", "kind": "fhir_file"})
        self.today = env.company._hcs_local_date(datetime.utcnow())
        self.shift = self.today - timedelta(days=1) - newest_visit(files)

    def run(self):
        """Both rounds; return 1 where the second changed something."""
        print(f"    dates moved by {self.shift.days} days; the newest visit was yesterday")
        self.load()
        self.plan()
        self.tell()
        before = self.snapshot()
        self.load()
        self.plan()
        same = self.snapshot() == before
        print(f"    second run: {'nothing changed' if same else 'SOMETHING CHANGED'}")
        return int(not same)

    def load(self):
        started = time.monotonic()
        streams = [(name, io.BytesIO(content)) for name, content in self.files]
        record = self.env["hcs.his.import"]._read(self.source, "trial", streams, self.shift)
        messages = self.env["hcs.his.message"]
        while messages._apply_next():
            self.env.cr.commit()
            self.env.invalidate_all()
        record.invalidate_recordset()
        took = time.monotonic() - started
        print(f"    {record.received_count} resources, {record.known_count} known already, {took:.1f} s")
        for line in record.summary or []:
            counts = ", ".join(f"{count} {name}" for name, count in line.items() if name != "type")
            print(f"        {line['type']:<14} {counts}")

    def plan(self):
        """Every day of the last year the visits that had begun by then and are not older than the longest plan."""
        totals = dict.fromkeys(("created", "too_late", "blocked", "existing", "replanned", "cancelled"), 0)
        visits, plans = self.env["hcs.visit"], self.env["hcs.followup.plan"]
        for back in range(DAYS - 1, -1, -1):
            day = self.today - timedelta(days=back)
            now = self.env.company._hcs_to_utc(day, float(PLANNER_HOUR))
            reach = datetime.combine(day - timedelta(days=35), clock())
            moments = (
                "planned_at",
                "arrived_at",
                "admitted_at",
                "ended_at",
                "discharged_at",
                "interrupted_at",
                "surgery_at",
            )
            domain = ["|"] * (len(moments) - 1)
            domain += [(name, ">=", reach) for name in moments]
            known = [("external_source", "=", "trial")]
            # what had not begun yet was not known to anybody
            known += ["|", ("arrived_at", "=", False), ("arrived_at", "<", now)]
            known += ["|", ("admitted_at", "=", False), ("admitted_at", "<", now)]
            known += ["|", ("planned_at", "=", False), ("planned_at", "<", now)]
            batch = visits.search(domain + known)
            for name, count in plans._plan_visits(batch, now=now).items():
                totals[name] += count
            self.env.cr.commit()
        self.env.invalidate_all()
        print("    planner, day by day:", ", ".join(f"{count} {name}" for name, count in totals.items()))

    def tell(self):
        visits, tasks = self.env["hcs.visit"], self.env["hcs.followup.task"]
        patients = self.env["hcs.patient"].search([])
        dead = patients.filtered("deceased")
        of_dead = visits.search_count([("patient_id", "in", dead.ids)])
        calls = tasks.search_count([("patient_id", "in", dead.ids)])
        stays = visits.search_count([("kind", "=", "inpatient")])
        print(f"    {len(patients)} patients, {len(dead)} deceased: {of_dead} visits are theirs, {calls} calls")
        print(f"    {visits.search_count([])} visits, {stays} inpatient")
        for state, count in visits._read_group([], ["state"], ["__count"]):
            print(f"        {state:<14} {count}")
        print(f"    {visits.search_count([('surgery', '=', True)])} visits with an operation:")
        lines = self.env["hcs.visit.procedure"]._read_group(
            [("is_operation", "=", True)], ["code", "name"], ["__count"]
        )
        for code, name, count in sorted(lines, key=lambda line: -line[2]):
            print(f"        {code:<12} {name:<55} {count}")
        phones = self.env["hcs.patient.phone"]
        print(
            f"    {phones.search_count([('invalid', '=', True)])} of {phones.search_count([])} numbers flagged as bad"
        )
        print(f"    {tasks.search_count([])} tasks:")
        groups = tasks._read_group([], ["step_id"], ["__count"])
        per_plan = {}
        for step, count in groups:
            per_plan[step.plan_id] = per_plan.get(step.plan_id, 0) + count
        for plan, count in sorted(per_plan.items(), key=lambda item: item[0].id):
            print(f"        {plan.name:<40} {count}")

    def snapshot(self):
        """Everything that may not change: rows and the moments of their last change."""
        found = {}
        for model in ("hcs.patient", "hcs.visit", "hcs.visit.procedure", "hcs.visit.diagnosis", "hcs.followup.task"):
            self.env.cr.execute(f"SELECT id, write_date FROM {self.env[model]._table} ORDER BY id")  # noqa: S608
            found[model] = self.env.cr.fetchall()
        return found

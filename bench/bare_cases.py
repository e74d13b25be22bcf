"""A step of the wizard by hand on the bare driver: what ``checklists.mark`` is measured against."""

import time
from uuid import UUID

from bench.bare import Bare


class BareCases(Bare):
    """One process that marks requirements: same reads, same hashes, same writes, nothing else."""

    def mark(self, case_id: UUID, requirement: int, name: str) -> None:
        """Accept a requirement of a case."""
        run, key = self._begin(), case_id.hex
        row = run(
            "SELECT case_file.*, version, number, submission FROM case_file WHERE id = ?", (key,)
        ).fetchone()
        version, number, submission = row[-3:]
        run(
            "SELECT case_finding.* FROM case_finding WHERE case_id = ? AND submission = ?",
            (key, submission),
        ).fetchall()
        payload = {
            "number": number,
            "submission": submission,
            "requirement": requirement,
            "name": name,
            "verdict": "accepted",
            "reason": "",
            "why": "",
            "text": "",
            "place": "",
        }
        now = time.time_ns() // 1000
        self._tell(
            self._head(), str(case_id), version + 1, "requirement_marked", payload, now, "case"
        )
        run(
            "DELETE FROM case_finding WHERE case_id = ? AND submission = ? AND requirement = ?",
            (key, submission, requirement),
        )
        run(
            "INSERT INTO case_finding (case_id, submission, requirement, verdict, reason, text,"
            " place, staff_id, at) VALUES (?, ?, ?, 'accepted', '', '', '', ?, ?)",
            (key, submission, requirement, self._staff, now),
        )
        run(
            "UPDATE case_file SET version = ? WHERE id = ? AND version = ?",
            (version + 1, key, version),
        )
        run("COMMIT")

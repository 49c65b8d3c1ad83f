"""Cells of the list into zones, places, ages and organisations, as the scheduler asks for them."""

import json
from collections.abc import Callable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from outreach.store.base import Base

#: People taken over at once while their cells are turned into zones and places.
PAGE = 2000


class Derived(NamedTuple):
    """What a person's cells say to the scheduler."""

    locale: str
    #: JSON: how zone and place were found, for `why`.
    how: str
    bucket: str
    last_contact: str
    domain: str
    firm: str


class Deriving(Base):
    """The part of the Store that knows where people are and to which firm they belong."""

    def _derived_stamp(self, list_name: str, settings: str) -> str:
        row = self.one("SELECT generation FROM list WHERE name = :l", l=list_name)
        return f"{row['generation'] if row else 0}:{settings}"

    def is_derived(self, campaign: str, list_name: str, settings: str) -> bool:
        """Whether everybody's cells have been looked at under these settings."""
        # Mails of a step that was added later know their person's zone and turn not yet.
        row = self.one(
            "SELECT derived, EXISTS (SELECT 1 FROM send s WHERE s.campaign = :c AND s.locale = '') AS bare"
            " FROM campaign WHERE name = :c",
            c=campaign,
        )
        known = row is not None and row["derived"] == self._derived_stamp(list_name, settings)
        return known and row is not None and not row["bare"]

    def derive(
        self,
        campaign: str,
        list_name: str,
        of: Callable[[str, Mapping[str, str]], Derived],
        settings: str,
    ) -> int:
        """Turn new or changed cells into what the scheduler needs; returns the people touched.

        `settings` stands for everything else that `of` looks at; when it changes, all are
        looked at anew. The mails not yet sent follow. Within an organisation the places in
        the list are handed round so that whoever was spoken to last goes first.
        """
        stamp_ = self._derived_stamp(list_name, settings)
        if self.is_derived(campaign, list_name, settings):
            return 0
        with self.write() as db:
            done = self._derive(db, campaign, list_name, of, settings)
            self._give_turns(db, campaign)
            db.execute("UPDATE campaign SET derived = ? WHERE name = ?", (stamp_, campaign))
        return done

    @staticmethod
    def _derive(
        db: Any,
        campaign: str,
        list_name: str,
        of: Callable[[str, Mapping[str, str]], Derived],
        settings: str,
    ) -> int:
        done, args = 0, {"list": list_name, "campaign": campaign, "page": PAGE, "by": settings}
        last = ""
        while page := db.execute(
            "SELECT e.address, c.fields, c.digest || :by AS digest FROM enrolment e"
            " JOIN contact c ON c.list = :list AND c.address = e.address"
            " WHERE e.campaign = :campaign AND e.address > :last AND e.derived <> c.digest || :by"
            " ORDER BY e.address LIMIT :page",
            {**args, "last": last},
        ).fetchall():
            last = page[-1]["address"]
            done += len(page)
            found = [
                (r["digest"], of(r["address"], json.loads(r["fields"])), r["address"]) for r in page
            ]
            db.executemany(
                "UPDATE enrolment SET derived = ?, locale = ?, how = ?, bucket = ?, last_contact = ?,"
                " domain = ?, firm = ? WHERE campaign = ? AND address = ?",
                [(digest, *d, campaign, address) for digest, d, address in found],
            )
        return done

    @staticmethod
    def _give_turns(db: Any, campaign: str) -> None:
        args = {"campaign": campaign}
        db.execute(
            "UPDATE enrolment SET turn = position WHERE campaign = :campaign AND turn <> position",
            args,
        )
        # One firm after the other: whoever was spoken to last gets the firm's first place.
        members = db.execute(
            "SELECT address, position, CASE firm WHEN '' THEN domain ELSE firm END AS house"
            " FROM enrolment WHERE campaign = :campaign AND firm || domain <> ''"
            " ORDER BY house, last_contact DESC, position",
            args,
        ).fetchall()
        for _, group in groupby(members, key=itemgetter("house")):
            people = list(group)
            places = sorted(p["position"] for p in people)
            db.executemany(
                "UPDATE enrolment SET turn = ? WHERE campaign = ? AND address = ? AND turn <> ?",
                [
                    (place, campaign, p["address"], place)
                    for p, place in zip(people, places, strict=True)
                ],
            )
        db.execute(
            "UPDATE send SET locale = e.locale, bucket = e.bucket, turn = e.turn FROM enrolment e"
            " WHERE e.campaign = send.campaign AND e.address = send.address AND send.campaign = :campaign"
            " AND (send.locale <> e.locale OR send.bucket <> e.bucket OR send.turn <> e.turn)",
            args,
        )
        db.execute(
            "INSERT INTO grouping (mailbox, campaign, locale, bucket)"
            " SELECT DISTINCT mailbox, campaign, locale, bucket FROM enrolment WHERE campaign = :campaign"
            " ON CONFLICT DO NOTHING",
            args,
        )
        db.execute(
            "INSERT INTO canary (campaign, bucket, people) SELECT campaign, bucket, count(*) FROM enrolment"
            " WHERE campaign = :campaign GROUP BY bucket"
            " ON CONFLICT (campaign, bucket) DO UPDATE SET people = excluded.people",
            args,
        )

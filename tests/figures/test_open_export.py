"""The open export: whole, explained, of nobody where nobody is to be seen, and never half."""

import csv
import errno
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest
from sqlalchemy import text

from db.tables import metadata
from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.open_export import ExportStopped, OpenSheet
from desktop.usecases import intake, reception, staff_admin
from desktop.usecases.desk import Desk
from desktop.usecases.figures.open_export import OpenTools, TrainingStays, export
from domain.documents import Source
from domain.errors import InvalidInput, PrintFailed
from domain.open_data import Holds, OpenChoice
from domain.ports.pieces import Pieces
from domain.staff import Role, RoleGrant
from tests.office import SmallOffice
from tests.usecases.papers import digest, scan, shelf_in
from tools.figures.files import files
from tools.figures.world import FORMULA, World

ARCHIVES = ZipArchives(SheetWriter())


def into(tools: OpenTools, folder: Path, pieces: Pieces | None = None) -> OpenTools:
    """The same tools, saving into another folder."""
    return replace(tools, files=files(folder), pieces=pieces or tools.pieces)


def made(world: World, folder: Path, choice: OpenChoice, empty: OpenTools) -> zipfile.ZipFile:
    to = into(empty, folder)
    return zipfile.ZipFile(export(world.desk, world.staff["admin"], to, choice).path)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    words = archive.read(f"{name}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(words, newline="")))


def test_every_table_and_column_is_in_the_dictionary() -> None:
    """A new table or column is entered in ``resources/export/dictionary.yaml``."""
    dictionary = open_dictionary()
    told = {one.name: [column.name for column in one.columns] for one in dictionary.tables}
    assert set(told) | set(dictionary.never) == set(metadata.tables)
    assert not set(told) & set(dictionary.never)
    for name, columns in told.items():
        assert sorted(columns) == sorted(metadata.tables[name].columns.keys()), name
    for one in dictionary.tables:
        headings = [column.heading for column in one.columns if column.holds is not Holds.NEVER]
        assert all(headings), one.name
        assert len(set(headings)) == len(headings), one.name
        assert all(column.means for column in one.columns), one.name
    assert len({one.file for one in dictionary.tables}) == len(dictionary.tables)


def test_whatever_is_a_secret_never_leaves() -> None:
    secret = ("hash", "secret", "key", "packet", "ca", "slots", "code_hash")
    given = {
        f"{one.name}.{column.name}"
        for one in open_dictionary().tables
        for column in one.given(personal=True)
        if column.name.endswith(secret)
    }
    # Digests of the log's chain and the words that causes are counted by: neither opens anything.
    assert given == {
        "operation.payload_hash",
        "operation.previous_hash",
        "operation.hash",
        "figure_ranked.key",
        "improvement.cause_key",
    }


def test_every_row_leaves_with_personal_data(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    archive = made(quito, tmp_path, OpenChoice(personal=True), empty)
    dictionary = open_dictionary()
    with quito.engine.connect() as connection:
        for one in dictionary.tables:
            kept = connection.execute(text(f"SELECT count(*) FROM {one.name}")).scalar_one()
            assert len(table(archive, one.file)) == kept, one.name
    everything = b"".join(archive.read(name) for name in archive.namelist())
    with quito.desk.units.read() as unit:
        hashes = [member.password_hash for member in unit.staff.all()]
    assert not any(kept.encode() in everything for kept in hashes)
    assert b"argon2" not in everything
    people = {row["id"]: row for row in table(archive, "personas")}
    assert {row["persona_id"] for row in table(archive, "turnos")} - {""} <= set(people)


def test_no_person_and_no_key_of_the_office_leaves_without_personal_data(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    archive = made(quito, tmp_path, OpenChoice(sheets=True), empty)
    everything = b"".join(
        archive.read(name) for name in archive.namelist() if name.endswith(".csv")
    ).decode("utf-8")
    with quito.desk.units.read() as unit:
        names = [member.full_name for member in unit.staff.all()]
        person = unit.people.get(quito.people[0])
    for word in (*names, person.name, person.document, str(person.id), str(quito.counters[1])):
        assert word not in everything
    turnos = table(archive, "turnos")
    # Who sat at which counter is known to everybody.
    for name in ("turnos", "llamados", "sesiones_ventanilla", "cifras_dia"):
        assert not {"ventanilla", "ventanilla_id"} & set(table(archive, name)[0])
    # Keys still join the tables, and no moment is finer than the hour.
    assert {row["id"] for row in turnos} >= {row["turno_id"] for row in table(archive, "llamados")}
    assert all(datetime.fromisoformat(row["llegada"]).minute == 0 for row in turnos)
    again = made(quito, tmp_path, OpenChoice(), empty)
    assert not {row["id"] for row in turnos} & {row["id"] for row in table(again, "turnos")}


def test_a_body_that_is_one_person_is_not_named(
    desk: Desk, office: SmallOffice, empty: OpenTools, tmp_path: Path
) -> None:
    """The RUC of a natural person begins with their cédula."""
    who = office.actor("recepcion-1")
    reception.register_entity(desk, who, "1710034065001", "Ana Paredes", "")
    reception.register_entity(desk, who, "1768152560001", "Ministerio", "99")
    for personal, told in (
        (False, {("Persona natural", "Persona natural"), ("1768152560001", "Ministerio")}),
        (True, {("1710034065001", "Ana Paredes"), ("1768152560001", "Ministerio")}),
    ):
        to = into(empty, tmp_path)
        made_now = export(desk, office.actor("admin-1"), to, OpenChoice(personal=personal))
        bodies = table(zipfile.ZipFile(made_now.path), "entidades")
        assert {(row["ruc"], row["nombre"]) for row in bodies} == told


def test_the_order_of_rows_tells_no_number_that_stays(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    """Keys are in order of time: the seventh turno of a day would be the one with the number 7."""
    with quito.engine.connect() as connection:
        kept = connection.execute(text("SELECT day, arrived_at FROM ticket ORDER BY id")).all()
    said = table(made(quito, tmp_path, OpenChoice(), empty), "turnos")
    days = [str(row.day) for row in kept]
    assert sorted(days) == sorted(row["dia"] for row in said)
    assert days != [row["dia"] for row in said]
    hours = [row["llegada"] for row in said if row["dia"] == days[0]]
    assert len(hours) > 9
    mixed = {tuple(hours)}
    for _ in range(3):
        again = table(made(quito, tmp_path, OpenChoice(), empty), "turnos")
        mixed.add(tuple(row["llegada"] for row in again if row["dia"] == days[0]))
    assert len(mixed) > 1
    whole = table(made(quito, tmp_path, OpenChoice(personal=True), empty), "turnos")
    assert [row["dia"] for row in whole] == days


def test_a_formula_stays_a_text_and_can_be_read_back(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    archive = made(quito, tmp_path, OpenChoice(), empty)
    named = {row["nombre"] for row in table(archive, "entidades")}
    assert f"'{FORMULA}" in named
    assert FORMULA not in named


def test_the_dictionary_and_the_page_that_explains_go_with_it(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    archive = made(quito, tmp_path, OpenChoice(), empty)
    given = {(row["archivo"], row["columna"]): row for row in table(archive, "diccionario")}
    for name in archive.namelist():
        if name.endswith(".csv") and name != "diccionario.csv":
            heads = archive.read(name).decode().partition("\r\n")[0].split(",")
            file = name.removesuffix(".csv")
            assert all(given[file, head]["sale_aqui"] == "Sí" for head in heads)
    assert given["tramites", "numero"]["sale_aqui"] == "No"
    words = archive.read("LEAME.txt").decode()
    assert "No contiene datos personales" in words
    assert f"turnos.csv: {len(table(archive, 'turnos'))}" in words
    assert (
        "CONTIENE DATOS PERSONALES"
        in made(quito, tmp_path, OpenChoice(personal=True), empty).read("LEAME.txt").decode()
    )


def test_it_is_told_before_anything_is_written(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    made(quito, tmp_path, OpenChoice(personal=True), empty)
    archive = made(quito, tmp_path, OpenChoice(personal=True), empty)
    told = [row for row in table(archive, "registro") if row["tipo"] == "figures_exported"]
    assert json.loads(told[-1]["datos"])["personal"] is True
    assert told[-1]["funcionario_id"] == str(quito.staff["admin"].staff_id)


def test_who_stops_it_leaves_nothing_behind(quito: World, empty: OpenTools, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        calls.append((done, total))
        if len(calls) == 3:
            raise ExportStopped

    with pytest.raises(ExportStopped):
        export(
            quito.desk,
            quito.staff["admin"],
            into(empty, tmp_path),
            OpenChoice(personal=True),
            progress=stop,
        )
    assert [done for done, _ in calls] == [500, 1000, 1500]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(
    quito: World, empty: OpenTools, tmp_path: Path
) -> None:
    class Full(ZipArchives):
        def begun(self, out: BinaryIO) -> NoReturn:
            raise OSError(errno.ENOSPC, "full")

    full = replace(into(empty, tmp_path), archives=Full(SheetWriter()))
    with pytest.raises(PrintFailed):
        export(quito.desk, quito.staff["admin"], full, OpenChoice())
    assert list(tmp_path.iterdir()) == []


def test_others_work_while_it_is_written(
    desk: Desk, office: SmallOffice, empty: OpenTools, tmp_path: Path
) -> None:
    """One that is made while something changes tells of the moment it was begun."""
    admin = office.actor("admin-1")
    added = 0

    def busy(done: int, total: int) -> None:
        nonlocal added
        added += 1
        staff_admin.add_staff(desk, admin, f"nuevo-{added}", "Nadie", (RoleGrant(Role.CLERK),))

    for place in range(300):
        staff_admin.add_staff(desk, admin, f"a-{place}", "Alguien", (RoleGrant(Role.CLERK),))
    to = into(empty, tmp_path)
    path = export(desk, admin, to, OpenChoice(personal=True), progress=busy).path
    assert added
    names = {row["usuario"] for row in table(zipfile.ZipFile(path), "personal")}
    assert "a-299" in names
    assert "nuevo-1" not in names


def test_received_files_leave_only_with_personal_data(
    desk: Desk, office: SmallOffice, empty: OpenTools, tmp_path: Path
) -> None:
    admin = office.actor("admin-1")
    (tmp_path / "lost").mkdir()
    with shelf_in(tmp_path) as shelf, shelf_in(tmp_path / "lost") as other:
        for where, words in ((shelf, "hoja"), (other, "otra")):
            intake.receive(desk, office.actor("asesor-1"), where, "a.pdf", scan(words), Source.FILE)
        to = into(empty, tmp_path / "own", shelf.pieces)
        with pytest.raises(InvalidInput):
            export(desk, admin, to, OpenChoice(documents=True))
        choice = OpenChoice(personal=True, documents=True)
        result = export(desk, admin, to, choice)
    archive = zipfile.ZipFile(result.path)
    assert archive.read(f"documentos/{digest(scan('hoja'))}") == scan("hoja")
    assert archive.read(f"documentos/{digest(scan('otra'))}") == b""
    assert result.documents == 2


def test_practice_never_leaves(
    desk: Desk, office: SmallOffice, empty: OpenTools, tmp_path: Path
) -> None:
    with desk.units.write() as unit:
        unit.offices.save_office(replace(unit.offices.office(), training=True, version=2))
        unit.log.append(
            "office", office.office.id, 2, "office_changed", {}, actor_id=None, at=desk.clock.now()
        )
    with pytest.raises(TrainingStays):
        export(desk, office.actor("admin-1"), into(empty, tmp_path), OpenChoice())


def test_a_table_too_long_for_a_sheet_is_named(
    desk: Desk,
    office: SmallOffice,
    empty: OpenTools,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.documents.open_export.MOST_ROWS", 3)
    with desk.units.read() as unit:
        counters = unit.open_rows.count("counter")
    result = export(desk, office.actor("admin-1"), into(empty, tmp_path), OpenChoice(sheets=True))
    assert ("ventanillas" in result.without_sheet) is (counters >= 3)
    assert result.without_sheet
    archive = zipfile.ZipFile(result.path)
    for file in result.without_sheet:
        assert f"{file}.csv" in archive.namelist()
        assert f"hojas/{file}.xlsx" not in archive.namelist()
    assert result.without_sheet[0] in archive.read("LEAME.txt").decode()


def test_a_table_too_long_for_a_sheet_is_said(tmp_path: Path) -> None:
    def none() -> Iterator[tuple[str]]:
        yield ("x",)

    with (tmp_path / "x.zip").open("wb") as out, ARCHIVES.begun(out) as archive:
        assert not archive.spreadsheet(OpenSheet("larga", ("a",), none, 1_048_576))
        assert archive.spreadsheet(OpenSheet("corta", ("a",), none, 1))
    assert zipfile.ZipFile(tmp_path / "x.zip").namelist() == ["hojas/corta.xlsx"]

"""Who may ask: codes, tokens, signatures, nonces."""

import base64
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import httpx
import pytest

from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def pull(
    workstation: Workstation, extra: dict[str, str] | None = None, nonce: str | None = None
) -> httpx.Response:
    return workstation.ask("GET", "/v1/pull", extra=extra, nonce=nonce)


# ---- codes
def test_a_code_serves_once(centre: Centre, http: httpx.Client) -> None:
    code = centre.code()
    assert Workstation(centre, http).pair(code).status_code == 200
    assert error(Workstation(centre, http).pair(code)) == (403, "code_refused")


def test_a_code_is_read_however_it_is_typed(centre: Centre, http: httpx.Client) -> None:
    code = centre.code().lower()
    typed = f"{code[:4]}-{code[4:8]} {code[8:]}"
    assert Workstation(centre, http).pair(typed).status_code == 200


def test_an_expired_or_invented_code_is_refused_alike(centre: Centre, http: httpx.Client) -> None:
    expired = Workstation(centre, http).pair(centre.code(minutes=-1))
    invented = Workstation(centre, http).pair("ABCDEFGHJKLM")
    assert error(expired) == error(invented) == (403, "code_refused")
    assert expired.json() == invented.json()


def test_only_the_hash_of_a_code_and_of_a_token_is_kept(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    code = centre.code()
    for table in ("pairing_code", "workstation"):
        kept = str(centre.rows(f"SELECT * FROM {table}"))
        assert code not in kept
        assert workstation.token not in kept


def test_of_many_who_use_a_code_at_once_one_is_paired(centre: Centre, http: httpx.Client) -> None:
    code = centre.code()
    workstations = [Workstation(centre, http) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: one.pair(code).status_code, workstations))
    assert sorted(answers) == [200, 403, 403, 403, 403, 403]


def test_a_pairing_whose_answer_was_lost_is_answered_again(
    centre: Centre, http: httpx.Client
) -> None:
    code = centre.code(centre.known_office())
    workstation = Workstation(centre, http)
    lost = workstation.pair(code).json()
    again = workstation.pair(code).json()
    assert again["workstation_id"] == lost["workstation_id"]
    assert again["token"] != lost["token"]
    assert pull(workstation).status_code == 200
    assert error(workstation.pair(code)) == (403, "code_refused")  # it was used since


def address_of(whose: str) -> dict[str, str]:
    """Return how a proxy on this computer tells whom it asks for."""
    return {"X-Forwarded-For": whose}


def test_guessing_is_slowed_down_for_whoever_guesses(centre: Centre) -> None:
    with httpx.Client(timeout=60, trust_env=False, headers=address_of("192.0.2.7")) as http:
        guesses = [Workstation(centre, http).pair("ABCDEFGHJKLM") for _ in range(12)]
        assert [guess.status_code for guess in guesses] == [403] * 10 + [429] * 2
        refused = Workstation(centre, http).pair(centre.code())
        assert error(refused) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) >= 1
    with httpx.Client(timeout=60, trust_env=False, headers=address_of("192.0.2.8")) as http:
        assert Workstation(centre, http).pair(centre.code()).status_code == 200


def test_a_new_pc_takes_over_and_the_old_one_is_out(
    centre: Centre, paired: Paired, http: httpx.Client
) -> None:
    old = paired()
    new = Workstation(centre, http)
    told = new.pair(centre.code(old.office_id), takes_over=True).json()
    assert told["office"]["id"] == str(old.office_id)
    assert pull(new).status_code == 200
    assert error(pull(old)) == (403, "revoked")


def test_an_office_gets_its_identity_once(centre: Centre, http: httpx.Client) -> None:
    first, second = Workstation(centre, http), Workstation(centre, http)
    first.pair(centre.code())
    second.pair(centre.code())
    named = {"id": str(uuid4()), "code": uuid4().hex[:8], "name": "Ibarra"}
    assert error(first.push([])) == (403, "forbidden")  # of no office yet
    assert first.ask("POST", "/v1/office", named).status_code == 200
    assert error(second.ask("POST", "/v1/office", named)) == (409, "office_known")
    other = named | {"id": str(uuid4()), "code": uuid4().hex[:8]}
    assert error(first.ask("POST", "/v1/office", other)) == (403, "forbidden")


# ---- tokens and signatures
def test_who_is_not_known_is_refused_before_anything_is_read(
    centre: Centre, http: httpx.Client
) -> None:
    for headers in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Authorization": "Basic eDp5"}):
        answer = http.post(f"{centre.address}/v1/push", content=b"{", headers=headers)
        assert error(answer) == (401, "unauthorized")
        assert "Ventanilla-Nonce" not in answer.headers


def test_a_request_of_another_key_or_changed_on_its_way_is_refused(paired: Paired) -> None:
    workstation, other = paired(), paired()
    good = workstation.headers("GET", "/v1/pull?after=0", b"")
    target = f"{workstation.centre.address}/v1/pull?after=1"
    assert error(workstation.http.get(target, headers=good)) == (401, "bad_signature")
    for damaged in ("", "nonsense", base64.b64encode(bytes(64)).decode()):
        refused = pull(workstation, {"Ventanilla-Signature": damaged})
        assert error(refused) == (401, "bad_signature")
    stolen = other.headers("GET", "/v1/pull", b"") | {
        "Authorization": f"Bearer {workstation.token}"
    }
    refused = workstation.http.get(f"{workstation.centre.address}/v1/pull", headers=stolen)
    assert error(refused) == (401, "bad_signature")
    assert pull(workstation).status_code == 200


def test_a_revoked_workstation_is_refused(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    centre.run("UPDATE workstation SET revoked_at = now() WHERE id = %s", workstation.id)
    assert error(pull(workstation)) == (403, "revoked")


@pytest.mark.parametrize("program", ["0.1.9", "nonsense", ""])
def test_a_program_that_is_too_old_is_told(paired: Paired, program: str) -> None:
    refused = pull(paired(), {"Ventanilla-Program": program})
    assert error(refused) == (426, "program_too_old")


def test_a_request_without_an_identity_of_its_own_is_refused(paired: Paired) -> None:
    assert pull(paired(), {"Ventanilla-Request": "x"}).status_code == 401  # it is signed


# ---- nonces
def test_each_answer_gives_another_nonce(paired: Paired) -> None:
    workstation = paired()
    seen = {workstation.nonce}
    for _ in range(5):
        assert pull(workstation).status_code == 200
        seen.add(workstation.nonce)
    assert len(seen) == 6


def test_an_answer_that_was_lost_is_given_again(paired: Paired) -> None:
    workstation = paired()
    assert workstation.office_id is not None
    log = Log(workstation.office_id)
    sent, request, nonce = log.many(3), uuid4(), workstation.nonce
    lost = workstation.ask("GET", "/v1/pull", request=request, nonce=nonce)
    again = workstation.ask("GET", "/v1/pull", request=request, nonce=nonce)
    assert again.headers["Ventanilla-Nonce"] == lost.headers["Ventanilla-Nonce"]
    workstation.nonce = again.headers["Ventanilla-Nonce"]
    assert workstation.push(sent).status_code == 200


def test_who_went_on_after_a_lost_answer_gets_another_nonce(paired: Paired) -> None:
    workstation = paired()
    before = workstation.nonce
    lost = pull(workstation, nonce=before).headers["Ventanilla-Nonce"]
    assert pull(workstation).status_code == 200  # the same nonce, another request
    assert workstation.nonce not in {before, lost}
    assert pull(workstation).status_code == 200


def test_two_programs_with_one_identity_are_found_out(centre: Centre, paired: Paired) -> None:
    first = paired()
    second = Workstation(
        centre, first.http, first.key, first.token, first.nonce, first.id, first.office_id
    )
    assert pull(first).status_code == 200
    assert pull(second).status_code == 200  # might be a lost answer
    assert error(pull(first)) == (403, "cloned")
    assert error(pull(second)) == (403, "cloned")
    opened = centre.rows(
        "SELECT kind FROM task WHERE office_id = %s AND subject ->> 'workstation' = %s",
        first.office_id,
        str(first.id),
    )
    assert opened == [{"kind": "workstation_cloned"}]


def test_a_copy_that_comes_late_is_no_clone(paired: Paired) -> None:
    workstation = paired()
    request, nonce = uuid4(), workstation.nonce
    first = workstation.ask("GET", "/v1/pull", request=request, nonce=nonce)
    workstation.nonce = first.headers["Ventanilla-Nonce"]
    for _ in range(3):
        assert pull(workstation).status_code == 200
    late = workstation.ask("GET", "/v1/pull", request=request, nonce=nonce)
    assert error(late) == (409, "repeated")
    assert pull(workstation).status_code == 200


def test_an_error_leaves_the_nonce_as_it_was(paired: Paired) -> None:
    workstation = paired()
    before = workstation.nonce
    assert error(workstation.ask("GET", f"/v1/files/{'0' * 64}")) == (404, "not_found")
    assert error(workstation.ask("POST", "/v1/push", {"nonsense": 1})) == (422, "invalid")
    assert workstation.nonce == before
    assert pull(workstation).status_code == 200


def test_requests_of_one_workstation_at_once_are_one_after_another(paired: Paired) -> None:
    workstation = paired()
    request, nonce = uuid4(), workstation.nonce

    def same(_: int) -> tuple[int, str | None]:
        answer = workstation.ask("GET", "/v1/pull", request=request, nonce=nonce)
        return answer.status_code, answer.headers.get("Ventanilla-Nonce")

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(same, range(8)))
    assert len(answers) == 1  # all the same answer, one nonce
    assert next(iter(answers))[0] == 200


def test_after_the_centre_was_restored_the_next_nonce_is_taken_as_it_comes(
    centre: Centre, paired: Paired
) -> None:
    workstation = paired()
    for _ in range(3):
        pull(workstation)
    centre.run(
        "UPDATE workstation SET nonce = '', previous_nonce = '', used = '{}' WHERE id = %s",
        workstation.id,
    )
    assert pull(workstation).status_code == 200
    assert pull(workstation).status_code == 200


def test_a_nonce_of_any_shape_is_no_fault_of_the_server(paired: Paired) -> None:
    workstation = paired()
    assert isinstance(workstation.id, UUID)
    assert error(pull(workstation, nonce="x" * 5000)) == (403, "cloned")

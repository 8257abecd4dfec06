"""Signing in, through HTTP."""

import httpx

from tests.bank import LOGIN, PASSWORD, Client, signed_in


async def test_a_customer_manager_signs_in_and_sees_who_he_is(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")

    me = await manager.do("{ me { name roles { code name } org { no name } } }")

    assert me == {
        "name": "林主办",
        "roles": [{"code": "CUSTOMER_MANAGER", "name": "客户经理"}],
        "org": {"no": "42990101", "name": "清江农商行茶山支行"},
    }


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    api: httpx.AsyncClient,
) -> None:
    nobody = Client(api)

    answers = [
        await nobody.do(LOGIN, input={"loginName": name, "password": "wrong", "client": "PC"})
        for name in ("he.xieban", "keiner.da")
    ]

    refused = {
        "session": None,
        "challenge": None,
        "errors": [{"code": "SIGN_IN_FAILED", "message": "登录名或口令不正确", "path": []}],
    }
    assert answers == [refused, refused]


async def test_a_refresh_token_works_once_and_its_copy_ends_the_session(
    api: httpx.AsyncClient,
) -> None:
    program = Client(api)
    opened = await program.do(
        LOGIN, input={"loginName": "gao.shencha", "password": PASSWORD, "client": "INTEGRATOR"}
    )
    first = opened["session"]["refreshToken"]
    refresh = """mutation R($input: RefreshSessionInput!) {
      refreshSession(input: $input) { session { accessToken refreshToken } errors { code } } }"""

    renewed = await program.do(refresh, input={"refreshToken": first})
    copied = await program.do(refresh, input={"refreshToken": first})
    after = await program.do(refresh, input={"refreshToken": renewed["session"]["refreshToken"]})

    assert renewed["errors"] == []
    assert copied == {"session": None, "errors": [{"code": "SESSION_EXPIRED"}]}
    assert after == {"session": None, "errors": [{"code": "SESSION_EXPIRED"}]}


async def test_after_signing_out_the_access_token_is_refused_at_once(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "luo.shenpi")

    done = await manager.do("mutation { logout(input: {}) { done } }")
    answer = await manager.ask("{ me { name } }")

    assert done == {"done": True}
    assert answer["errors"][0]["extensions"]["code"] == "SESSION_EXPIRED"


async def test_nobody_sees_the_staff_of_another_bank(api: httpx.AsyncClient) -> None:
    outsider = await signed_in(api, "shi.yunze")

    users = await outsider.do("{ users(first: 100) { edges { node { name org { no } } } } }")

    names = {edge["node"]["name"] for edge in users["edges"]}
    assert "林主办" not in names
    assert "石云泽" in names

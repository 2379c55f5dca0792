"""Two schools of one network, and people signed in there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.testing import SchoolForTests, inside, network_for_tests, school_for_tests, sign_in, token_of

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def schools(app: Flask) -> tuple[SchoolForTests, SchoolForTests]:
    """Alatau, Kazakh first, and Saryarka, Russian first."""
    with app.app_context(), unit_of_work():
        network = network_for_tests()
        return school_for_tests(network, "alatau", "kk"), school_for_tests(network, "saryarka", "ru")


@pytest.fixture
def alatau(schools: tuple[SchoolForTests, SchoolForTests]) -> SchoolForTests:
    return schools[0]


@pytest.fixture
def saryarka(schools: tuple[SchoolForTests, SchoolForTests]) -> SchoolForTests:
    return schools[1]


@pytest.fixture
def signed_in(app: Flask, alatau: SchoolForTests) -> SignedIn:
    """A client signed in as a role, in Alatau unless another school is named."""

    def enter(role: Role, school: SchoolForTests = alatau) -> FlaskClient:
        return sign_in(app.test_client(), school, role)

    return enter


@pytest.fixture
def switch(app: Flask, alatau: SchoolForTests) -> Callable[..., None]:
    """Switch a plug-in on or off in Alatau."""

    def turn(name: str, *, on: bool = True) -> None:
        with inside(app, alatau):
            switch_plugin(manager().manifests[name], enabled=on)

    return turn


def visitor(app: Flask) -> FlaskClient:
    """A browser that has seen the front door and sends the token of its session: nobody signed in."""
    client = app.test_client()
    client.environ_base["HTTP_X_CSRFTOKEN"] = token_of(client.get("/").get_data(as_text=True))
    return client

"""Roles, and the permissions of the core: one list, `area:thing:act`, in alphabetical order.

A permission that ends in `:read` never guards a view that changes something.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one school; one person may hold several."""

    STUDENT = "student"
    TEACHER = "teacher"
    PARENT = "parent"
    MENTOR = "mentor"
    PSYCHOLOGIST = "psychologist"
    ADMIN = "admin"
    NETWORK = "network"


class Permission(StrEnum):
    """Everything that the core lets somebody do; which role may is said in each slice's manifest."""

    ASSIGNMENTS_ASSIGNMENT_READ = "assignments:assignment:read"
    ASSIGNMENTS_SUBMISSION_WRITE = "assignments:submission:write"
    HOME_PAGE_READ = "home:page:read"
    MARKING_WORK_MARK = "marking:work:mark"
    MARKING_WORK_READ = "marking:work:read"
    PRIVACY_PERSON_ERASE = "privacy:person:erase"
    PRIVACY_PERSON_EXPORT = "privacy:person:export"
    PRIVACY_PERSON_READ = "privacy:person:read"
    PROGRESS_PROFILE_READ = "progress:profile:read"
    RUBRICS_LIBRARY_READ = "rubrics:library:read"
    SCHOOLS_PLUGIN_READ = "schools:plugin:read"
    SCHOOLS_PLUGIN_SWITCH = "schools:plugin:switch"

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
    ASSIGNMENTS_ASSIGNMENT_SET = "assignments:assignment:set"
    ASSIGNMENTS_CHILD_READ = "assignments:child:read"
    ASSIGNMENTS_COURSE_READ = "assignments:course:read"
    ASSIGNMENTS_SUBMISSION_WRITE = "assignments:submission:write"
    ASSIGNMENTS_WORK_READ = "assignments:work:read"
    COMMENTS_BANK_READ = "comments:bank:read"
    COMMENTS_BANK_WRITE = "comments:bank:write"
    COMMENTS_SCHOOL_KEEP = "comments:school:keep"
    HOME_PAGE_READ = "home:page:read"
    MARKING_MODERATION_ARRANGE = "marking:moderation:arrange"
    MARKING_MODERATION_OVERSEE = "marking:moderation:oversee"
    MARKING_MODERATION_READ = "marking:moderation:read"
    MARKING_RUBRIC_REMARK = "marking:rubric:remark"
    MARKING_SECOND_MARK = "marking:second:mark"
    MARKING_WORK_MARK = "marking:work:mark"
    MARKING_WORK_READ = "marking:work:read"
    PRIVACY_PERSON_ERASE = "privacy:person:erase"
    PRIVACY_PERSON_EXPORT = "privacy:person:export"
    PRIVACY_PERSON_READ = "privacy:person:read"
    PROGRESS_PROFILE_READ = "progress:profile:read"
    RUBRICS_LIBRARY_READ = "rubrics:library:read"
    RUBRICS_NETWORK_PUBLISH = "rubrics:network:publish"
    RUBRICS_RUBRIC_WRITE = "rubrics:rubric:write"
    RUBRICS_SCHOOL_KEEP = "rubrics:school:keep"
    SCHOOLS_PLUGIN_READ = "schools:plugin:read"
    SCHOOLS_PLUGIN_SWITCH = "schools:plugin:switch"

"""What the plug-in lets somebody do, and which role may. A psychologist holds none of these: what a student tells a
psychologist never meets what is assessed here."""

from parasat_lms.domain.permissions import Role

ACTIVITY_ASSESS = "parasat_zholy:activity:assess"
ACTIVITY_EDIT = "parasat_zholy:activity:edit"
ACTIVITY_JOIN = "parasat_zholy:activity:join"
ACTIVITY_READ = "parasat_zholy:activity:read"
JOURNAL_READ = "parasat_zholy:journal:read"
JOURNAL_WRITE = "parasat_zholy:journal:write"
MENTORING_ASSIGN = "parasat_zholy:mentoring:assign"
MENTORING_MEET = "parasat_zholy:mentoring:meet"
MENTORING_READ = "parasat_zholy:mentoring:read"
PROJECT_MOVE = "parasat_zholy:project:move"
PROJECT_PROPOSE = "parasat_zholy:project:propose"
SERVICE_DECIDE = "parasat_zholy:service:decide"
SERVICE_LOG = "parasat_zholy:service:log"
SERVICE_READ = "parasat_zholy:service:read"
WEEK_READ = "parasat_zholy:week:read"
WEEK_WRITE = "parasat_zholy:week:write"

_LEADERS = (Role.TEACHER, Role.MENTOR)
_EVERYBODY = (Role.ADMIN, Role.TEACHER, Role.MENTOR, Role.STUDENT, Role.PARENT)

GRANTS: dict[str, tuple[Role, ...]] = {
    ACTIVITY_ASSESS: _LEADERS,
    ACTIVITY_EDIT: (*_LEADERS, Role.ADMIN),
    ACTIVITY_JOIN: (Role.STUDENT,),
    ACTIVITY_READ: _EVERYBODY,
    JOURNAL_READ: _LEADERS,
    JOURNAL_WRITE: (Role.STUDENT,),
    MENTORING_ASSIGN: (Role.ADMIN,),
    MENTORING_MEET: (*_LEADERS, Role.STUDENT),
    MENTORING_READ: _EVERYBODY,
    PROJECT_MOVE: (*_LEADERS, Role.STUDENT),
    PROJECT_PROPOSE: (Role.STUDENT,),
    SERVICE_DECIDE: (*_LEADERS, Role.ADMIN),
    SERVICE_LOG: (Role.STUDENT,),
    SERVICE_READ: _EVERYBODY,
    WEEK_READ: (Role.STUDENT, Role.PARENT),
    WEEK_WRITE: (Role.STUDENT,),
}

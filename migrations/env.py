"""Alembic's environment, for the core and for every plug-in; `parasat_lms.core.migrate` says for which."""

from alembic import context

config = context.config
owns = config.attributes["owns"]


def _mine(item, name, type_, _reflected, _compare_to):
    table = name if type_ == "table" else getattr(item, "table", None)
    table = getattr(table, "name", table)
    return table is None or owns(table)


def _render(type_, item, _autogen_context):
    """Write the types of the kernel by the names under which SQLAlchemy has them: a migration outlives the models."""
    if type_ == "type" and item.__class__.__module__ == "parasat_lms.core.db":
        return {
            "UtcDateTime": "sa.DateTime(timezone=True)",
            "Exact": "sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite')",
            "Localized": "sa.JSON()",
        }[item.__class__.__name__]
    return False


context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["target_metadata"],
    version_table=config.attributes["version_table"],
    include_object=_mine,
    render_item=_render,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()

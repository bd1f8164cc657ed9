"""The database of the service and its two roles: one owns everything, the other owns nothing and passes no policy."""

import psycopg
from psycopg import sql

from remote_cm.local_stack.postgres_files import SUPERUSER, PostgresFiles
from remote_cm.local_stack.secrets_file import StackSecrets

DATABASE = "remote_cm"
OWNER = "remote_cm_owner"
APPLICATION = "remote_cm_app"


def ensure_roles_and_database(files: PostgresFiles, secrets: StackSecrets) -> None:
    superuser = secrets.postgres_superuser_password
    with connect(files, SUPERUSER, superuser, "postgres") as server:
        for role, password in ((OWNER, secrets.postgres_owner_password), (APPLICATION, secrets.postgres_app_password)):
            _ensure_role(server, role, password)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
        server.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(APPLICATION))
        )
    with connect(files, SUPERUSER, superuser, DATABASE) as database:
        database.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))
        database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        database.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APPLICATION)))


def _ensure_role(server: psycopg.Connection, role: str, password: str) -> None:
    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    server.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(role), sql.Literal(password)
        )
    )


def connect(files: PostgresFiles, role: str, password: str, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(files.sockets), user=role, password=password, dbname=database, connect_timeout=5, autocommit=True
    )

#!/usr/bin/env bash
# Makes .venv whole: the right Python, the locked dependencies by their hashes, and this checkout itself.
# A stamp, written last, says what it was made from; without a stamp that fits, a half-made .venv is made anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stamp=.venv/made-from

say() { printf 'remote-cm: %s\n' "$*"; }
fail() { printf 'remote-cm: %s\n' "$*" >&2; exit 1; }

# First line: what needs a new .venv. Second line: what needs only this checkout to be installed again.
wanted() {
    printf '%s %s\n' "$(sha256sum <requirements.lock | cut -d' ' -f1)" "$PWD"
    sha256sum <pyproject.toml | cut -d' ' -f1
}

is_right_version() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

makes_venvs() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# A command of that name may be a shim that fails, so each is tried.
find_python() {
    local candidate lame=
    for candidate in python3.12 python3.11 python3 /usr/bin/python3; do
        is_right_version "$candidate" || continue
        if makes_venvs "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
        lame=$candidate
    done
    [ -n "$lame" ] || fail "Python 3.11 or 3.12 is needed (the embedded databases have no wheels for others): none was found here"
    [ "$(id -u)" = 0 ] || fail "$lame cannot make a .venv: as root, apt-get install python3-venv"
    say "installing python3-venv, which $lame lacks" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv; } >&2
    makes_venvs "$lame" || fail "$lame still cannot make a .venv: install its venv package"
    printf '%s' "$lame"
}

# Reads pip's output. Not awk: Debian's holds its input back until much has come.
show_progress() {
    local first second rest count=0 total
    total=$(grep -c '==' requirements.lock)
    while read -r first second rest; do
        case $first in
        Collecting | Processing) printf '\r  %d of %d: %-50.50s' "$((count += 1))" "$total" "${second##*/}" ;;
        Installing) printf '\r  unpacking %d packages %50s\n' "$count" '' ;;
        esac
    done
}

locked_install() {
    .venv/bin/python -u -m pip install --disable-pip-version-check --no-deps --require-hashes --no-compile "$@"
}

install_dependencies() {
    local python
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    say "installing the locked dependencies (once, a minute or so)"
    # What comes as source is built with the locked setuptools: an isolated build would fetch one that nobody checked.
    locked_install --quiet -r <(sed -n '/^setuptools==/,/^    # via/p' requirements.lock)
    locked_install --no-build-isolation --use-pep517 -r requirements.lock | show_progress
    say "compiling them"
    # A few packages carry files for other Pythons, which do not compile and are never used.
    .venv/bin/python -m compileall -q -q -j 0 .venv/lib || true
}

install_checkout() {
    .venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
}

if [ -e .venv ] && [ ! -w .venv ]; then
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ] && exit 0
    fail ".venv belongs to $(stat -c %U .venv) and is not up to date: run make as that user, or remove it"
fi
[ -w . ] || fail "$PWD belongs to $(stat -c %U .): clone it into a folder of your own"

# Two makes at once would spoil each other's .venv: the second waits, and then finds it made.
exec 9<"$PWD"
flock 9

have=
[ ! -f "$stamp" ] || have=$(cat "$stamp")
[ "$have" != "$(wanted)" ] || is_right_version .venv/bin/python || have=
[ "$have" != "$(wanted)" ] || exit 0

# pip says so itself when run by root; here that is meant.
export PIP_ROOT_USER_ACTION=ignore
if [ "${have%%$'\n'*}" != "$(wanted | head -n1)" ] || ! is_right_version .venv/bin/python; then
    rm -f "$stamp"
    install_dependencies
fi
rm -f "$stamp"
install_checkout
wanted >"$stamp"
say ".venv is ready"

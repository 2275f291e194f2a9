#!/bin/sh
# apt-get with the Debian releases before and after this one, for tools that are too old or too new here.
# In:  the arguments of apt-get; `update` does nothing when the lists are younger than half a day. Or `mirror`.
# Out: what apt-get does, or the address of the mirror that this machine uses. Sources, lists and cache lie in
#      .tools/apt, so /etc/apt stays as it is.
set -eu
private=$(cd "$(dirname "$0")/../.." && pwd)/.tools/apt
suites='bullseye bookworm trixie forky'

find_mirror() {
  cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+).*/\2/p' | grep '/debian/*$' | head -n 1
}

write_sources() {
  mirror=$(find_mirror)
  if [ -z "$mirror" ]; then echo "apt.sh: this works on Debian only, with its mirror in /etc/apt" >&2; exit 1; fi
  mkdir -p "$private/sources.d" "$private/preferences.d" "$private/lists/partial" "$private/archives/partial"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
    "$mirror" "$suites" /usr/share/keyrings/debian-archive-keyring.gpg > "$private/sources.d/debian.sources"
  # Below the priority of what is installed: nothing comes from another release unless it is asked for.
  for suite in $suites; do
    printf 'Package: *\nPin: release n=%s\nPin-Priority: 90\n\n' "$suite"
  done | sed '/n=bookworm$/{n;s/90/500/;}' > "$private/preferences.d/pins"
}

if [ "$1" = mirror ]; then find_mirror; exit; fi
[ -e "$private/sources.d/debian.sources" ] || write_sources
if [ "$1" = update ] && [ -n "$(find "$private/updated" -mmin -720 2>/dev/null)" ]; then exit 0; fi

apt-get -qq \
  -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$private/sources.d" \
  -o Dir::Etc::preferencesparts="$private/preferences.d" -o Dir::State::lists="$private/lists" \
  -o Dir::Cache="$private" -o Dir::Cache::archives="$private/archives" \
  -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none \
  -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=3 "$@"
if [ "$1" = update ]; then touch "$private/updated"; fi

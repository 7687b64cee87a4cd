# To be sourced by bash scripts (bash 3.2 will do): finds a JDK 21 or newer and exports JAVA_HOME and PATH, or says what to
# install and returns 1.
#
# A JAVA_HOME that is new enough is taken as it is. Else the newest JDK wins that is on PATH or in a usual place.

# The lowest version that builds and runs the project.
jdk_minimum=21

# Prints the major version of the JDK in a folder; nothing if there is no JDK.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$version" ] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p')
  # 1.8.0 is 8; 25-ea is 25.
  printf '%s\n' "$version" | sed -n 's/^1\.//; s/^\([0-9][0-9]*\).*/\1/p'
}

# Prints every folder that may hold a JDK, one a line.
jdk_candidates() {
  if command -v java >/dev/null 2>&1; then
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  fi
  local folder
  for folder in \
    /usr/lib/jvm/* \
    /usr/java/* \
    /opt/java/* \
    /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$folder" ] && printf '%s\n' "$folder"
  done
  return 0
}

jdk_advice() {
  {
    echo "No JDK $jdk_minimum or newer was found."
    if [ -n "${JAVA_HOME:-}" ]; then
      echo "  JAVA_HOME is $JAVA_HOME, version $(jdk_version "$JAVA_HOME" | grep . || echo unknown: it has no bin/javac)."
    fi
    local folder version
    jdk_candidates | while IFS= read -r folder; do
      version=$(jdk_version "$folder")
      [ -z "$version" ] || echo "  $folder is version $version."
    done
    echo "Install one and try again:"
    case "$(uname -s)" in
      Darwin) echo "  brew install openjdk@25" ;;
      *)
        echo "  Debian 13, Ubuntu:  sudo apt-get install openjdk-21-jdk-headless"
        echo "  Fedora, RHEL:       sudo dnf install java-21-openjdk-devel"
        echo "  Arch:               sudo pacman -S jdk21-openjdk"
        echo "  Alpine:             apk add openjdk21"
        ;;
    esac
    echo "  anywhere:           sdk install java   (SDKMAN), or unpack any JDK $jdk_minimum+ and set JAVA_HOME to its folder"
  } >&2
}

# Exports JAVA_HOME and puts its bin first on PATH. Returns 1 after telling what to install.
find_jdk() {
  local best='' best_version=0 folder version
  version=$([ -z "${JAVA_HOME:-}" ] || jdk_version "$JAVA_HOME")
  if [ "${version:-0}" -ge "$jdk_minimum" ]; then
    best=$JAVA_HOME
  else
    while IFS= read -r folder; do
      version=$(jdk_version "$folder")
      if [ "${version:-0}" -ge "$jdk_minimum" ] && [ "$version" -gt "$best_version" ]; then
        best=$folder
        best_version=$version
      fi
    done <<CANDIDATES
$(jdk_candidates)
CANDIDATES
  fi
  if [ -z "$best" ]; then
    jdk_advice
    return 1
  fi
  export JAVA_HOME=$best
  export PATH="$JAVA_HOME/bin:$PATH"
}

# Sourced by the commands beside it: builds this project, then starts a main class of it on the JDK that the build found.
# Ends with 2 when it cannot be built; else as the main class does.
launch() {
  main=$1
  shift
  "$home/../mvnw" -q -B -f "$home/pom.xml" -DskipTests package >&2 || {
    echo "The load tests could not be built; what Maven said is above." >&2
    exit 2
  }
  java=$(cat "$home/target/java-home")/bin/java
  exec "$java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
    "-Dload-tests.home=$home" -cp "$home/target/classes:$home/target/lib/*" "$main" "$@"
}

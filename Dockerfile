# The image of the service. It is built from the jar that Maven made, so that the build needs no network of its own:
#
#     ./mvnw -DskipTests package
#     docker build -t holdfast .
#
# Nothing in it needs BuildKit; it was seen to build with the classic builder. Any glibc-based image does for RUNTIME_IMAGE: the Java runtime is
# brought along. The load tests have a Dockerfile of their own: the classic builder would build them here too.

ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=debian:12-slim


# ---- The jar, cut into layers, and a Java runtime of the modules that it needs.
FROM ${BUILD_IMAGE} AS build
ARG JAR=target/holdfast.jar
WORKDIR /build
COPY ${JAR} holdfast.jar
# The embedded PostgreSQL is for trying things out: its executables stay out of the image.
RUN java -Djarmode=tools -jar holdfast.jar extract --layers --destination layers \
    && rm -f layers/dependencies/lib/embedded-postgres-binaries-*.jar
# jdeps finds what the code names. Beyond that: jdk.jcmd and jdk.jfr, to look into a running service, and jdk.zipfs.
# A JDK whose certificates are those of its system counts as modified, which is no reason not to link it.
RUN modules=$(jdeps --print-module-deps --ignore-missing-deps --recursive --multi-release 25 \
      --class-path 'layers/dependencies/lib/*' layers/application/holdfast.jar) \
    && jlink --add-modules "$modules,jdk.jcmd,jdk.jfr,jdk.zipfs" --ignore-modified-runtime \
      --no-header-files --no-man-pages --output runtime


# ---- The service. Layers that change seldom come first.
FROM ${RUNTIME_IMAGE} AS service
RUN echo 'holdfast:x:10001:' >>/etc/group \
    && echo 'holdfast:x:10001:10001:Holdfast:/app:/usr/sbin/nologin' >>/etc/passwd
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:$PATH
WORKDIR /app
COPY --from=build /build/runtime /opt/java
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./


# ---- The ahead-of-time cache: the service starts once, on its embedded Redis, and says what it loaded. It is made here,
# since it fits only this runtime, these files at this place, and the options that open modules. It ends by itself.
FROM service AS training
RUN java -XX:AOTCacheOutput=holdfast.aot -Xlog:aot=error --enable-native-access=ALL-UNNAMED \
      -Dspring.context.exit=onRefresh -jar holdfast.jar --server.port=0 \
    && test -s holdfast.aot


FROM service
COPY --from=training /app/holdfast.aot ./
USER 10001:10001

# A container is reached from outside. Without HOLDFAST_ADMIN_TOKEN the service then refuses to start.
ENV SERVER_ADDRESS=0.0.0.0 MANAGEMENT_SERVER_ADDRESS=0.0.0.0
EXPOSE 8080 9080

# Healthy means ready for orders; asked at the management port, whose connections no customer takes. The base has no curl, but bash can talk to a port.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-9080} && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# Java is process 1 and gets the signals. More options go into JAVA_TOOL_OPTIONS; an -Xmx there wins over the percentage.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/app/holdfast.aot", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/holdfast.jar"]

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Holdfast" \
      org.opencontainers.image.description="An inventory and order service that does not oversell" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A PostgreSQL that outlives the instances of the service, as one of production does. It listens on
 * loopback only, asks for random passwords, and is as durable as the service demands, unless its
 * settings say otherwise. It has a port, a log and a folder of its own; that folder is gone once it
 * is closed.
 */
public final class PostgresServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final String NAME = "holdfast";
  private static final int PASSWORD_BYTES = 24;
  private static final List<String> TOLD =
      List.of(
          "server_version",
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "synchronous_standby_names",
          "shared_buffers",
          "max_connections");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("max_connections", "200"),
          // What a replica needs that begins to follow, or comes back.
          Map.entry("wal_keep_size", "256MB"),
          Map.entry("wal_retrieve_retry_interval", "200ms"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_line_prefix", "%m [%p] %q%a "));

  /**
   * What servers of one origin share: a replica has its primary's roles.
   *
   * @param directory where logs go, and below it the folder of each server
   */
  private record Origin(
      ProcessSupervisor supervisor,
      PostgresBinaries binaries,
      Path directory,
      String administrator,
      String service) {
    void own(Path path) {
      binaries.own(supervisor, path, directory);
    }
  }

  private final Origin origin;
  private final ManagedProcess.Command command;
  private final Path folder;
  private final HostAndPort address;
  private final PostgresSql sql;
  private ManagedProcess process;

  private PostgresServerProcess(Origin origin, String role, Path folder, int port) {
    this.origin = origin;
    this.folder = folder;
    this.address = new HostAndPort("127.0.0.1", port);
    this.command =
        new ManagedProcess.Command(
            "%s (port %d)".formatted(role, port),
            origin.binaries.command("postgres", List.of("-D", folder.toString())),
            origin.directory,
            origin.directory.resolve("postgres-" + port + ".log"));
    this.sql = new PostgresSql(command.name(), address, origin.administrator, NAME);
    this.process = origin.supervisor.start(command);
    awaitReady();
  }

  /** Starts one with its usual settings, and waits until it answers. */
  public static PostgresServerProcess start(
      ProcessSupervisor supervisor, PostgresBinaries binaries, Path directory) {
    return start(supervisor, binaries, directory, Map.of());
  }

  /**
   * Starts one, and waits until it answers. The service's role owns its database and has no other
   * rights.
   *
   * @param directory where its log goes, and the folder of its data
   * @param settings of {@code postgresql.conf}, beside and before its usual ones
   */
  public static PostgresServerProcess start(
      ProcessSupervisor supervisor,
      PostgresBinaries binaries,
      Path directory,
      Map<String, String> settings) {
    return start(supervisor, binaries, directory, directory, List.of(), settings);
  }

  /**
   * The same with its data on a disk that can be full. Its log of changes is made of files so small
   * that it needs another one every few seconds, and none is used again.
   */
  public static PostgresServerProcess startOn(
      SmallDisk disk,
      ProcessSupervisor supervisor,
      PostgresBinaries binaries,
      Path directory,
      Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(Map.of("wal_recycle", "off", "min_wal_size", "2MB", "max_wal_size", "32MB"));
    List<String> small = List.of("--wal-segsize", "1");
    return start(supervisor, binaries, directory, disk.folder(), small, all);
  }

  private static PostgresServerProcess start(
      ProcessSupervisor supervisor,
      PostgresBinaries binaries,
      Path directory,
      Path disk,
      List<String> more,
      Map<String, String> settings) {
    var origin =
        new Origin(
            supervisor, binaries, directory.toAbsolutePath(), randomPassword(), randomPassword());
    int port = Ports.freeToKeep();
    Path folder = disk.toAbsolutePath().resolve("postgres-" + port);
    Path password = origin.directory.resolve("postgres-" + port + ".password");
    Io.run(
        password + " cannot be written",
        () -> {
          Files.createDirectory(folder);
          Files.writeString(password, origin.administrator, StandardOpenOption.CREATE_NEW);
        });
    origin.own(folder);
    origin.own(password);
    List<String> arguments = new ArrayList<>(List.of("--pgdata", folder.toString()));
    arguments.addAll(
        List.of("--username", PostgresSql.ADMINISTRATOR, "--pwfile", password.toString()));
    arguments.addAll(List.of("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"));
    arguments.addAll(more);
    // A kill takes nothing from the system's cache.
    arguments.add("--no-sync");
    PostgresBinaries.run(
        supervisor,
        new ManagedProcess.Command(
            "initdb",
            binaries.command("initdb", arguments),
            origin.directory,
            origin.directory.resolve("initdb-" + port + ".log")));
    Io.run(password + " cannot be removed", () -> Files.delete(password));
    Map<String, String> all = new LinkedHashMap<>(SETTINGS);
    all.put("port", Integer.toString(port));
    all.putAll(settings);
    configure(folder, all);
    var server = new PostgresServerProcess(origin, "PostgreSQL", folder, port);
    server.sql.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(NAME, origin.service));
    server.sql.execute("CREATE DATABASE %s OWNER %s".formatted(NAME, NAME));
    return server;
  }

  /**
   * Starts a replica of it on a copy of its data, and waits until it answers. It follows this
   * server.
   */
  public PostgresServerProcess replica() {
    int port = Ports.freeToKeep();
    Path copy = Objects.requireNonNull(folder.getParent()).resolve("postgres-" + port);
    copyTo(copy, port);
    return new PostgresServerProcess(origin, "PostgreSQL", copy, port);
  }

  /** Ends it if it runs, and starts it again as a replica on a copy of another server's data. */
  public void becomeReplicaOf(PostgresServerProcess primary) {
    kill();
    OutputDirectory.remove(folder);
    primary.copyTo(folder, address.port());
    restart();
  }

  private void copyTo(Path copy, int port) {
    try (Connection connection = sql.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('replica', true)");
      DataCopy.copy(folder, copy);
      try (ResultSet label =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        label.next();
        DataCopy.makeReplica(copy, label.getString(1));
      }
    } catch (SQLException e) {
      throw sql.failure(e);
    }
    configure(
        copy, Map.of("port", Integer.toString(port), "primary_conninfo", following(name(port))));
    origin.own(copy);
  }

  /** The name by which its primary knows a replica. */
  public String name() {
    return name(address.port());
  }

  private static String name(int port) {
    return "server_" + port;
  }

  private String following(String replica) {
    return "host=%s port=%d user=%s password=%s application_name=%s"
        .formatted(
            address.host(),
            address.port(),
            PostgresSql.ADMINISTRATOR,
            origin.administrator,
            replica);
  }

  /** Makes a replica follow another server, whose timeline it may take up. */
  public void follow(PostgresServerProcess primary) {
    set(Map.of("primary_conninfo", primary.following(name())));
  }

  /** Makes a replica follow none: it keeps what it has, and gets nothing more. */
  public void followNone() {
    set(Map.of("primary_conninfo", ""));
  }

  /** Makes a primary of a replica, and waits until it is one. */
  public void promote() {
    if (!sql.query("SELECT pg_promote(true, 30)::text").equals(List.of("true"))) {
      throw new LoadTestException(command.name() + " cannot be promoted");
    }
  }

  /** Whether it says that it is a replica; false when it does not answer. */
  public boolean isReplica() {
    return isAlive() && sql.says("SELECT pg_is_in_recovery()::text");
  }

  /** Whether it says that it is a primary; false when it does not answer. */
  public boolean isPrimary() {
    return isAlive() && sql.says("SELECT (NOT pg_is_in_recovery())::text");
  }

  /** Ends every session of the service, and tells how many there were. */
  public int endSessions() {
    return sql.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?", NAME)
        .size();
  }

  /** Begins another file of its WAL; false when it cannot, or does not answer. */
  public boolean switchWal() {
    return sql.says("SELECT (pg_switch_wal() IS NOT NULL)::text");
  }

  /** Where instances find the primary among several servers, asked in this order. */
  public static Map<String, String> properties(List<PostgresServerProcess> servers) {
    String addresses =
        servers.stream().map(s -> s.address().toString()).collect(Collectors.joining(","));
    return servers.getFirst().properties("jdbc:postgresql://%s/%s".formatted(addresses, NAME));
  }

  /** What an instance of the service is started with to find it. */
  public Map<String, String> properties() {
    return properties("jdbc:postgresql://%s/%s".formatted(address, NAME));
  }

  private Map<String, String> properties(String url) {
    return Map.of(
        "holdfast.store",
        "postgres",
        "spring.datasource.url",
        url,
        "spring.datasource.username",
        NAME,
        "spring.datasource.password",
        origin.service);
  }

  /** Its first process; each session has one that is its child. */
  public long pid() {
    return process.pid();
  }

  /**
   * Where a program that knows no more than JDBC reads its statistics, as the service's role, in a
   * database that is not the service's.
   */
  public String statisticsUrl() {
    return "jdbc:postgresql://%s/%s?user=%s&password=%s"
        .formatted(address, PostgresSql.ADMINISTRATOR, NAME, origin.service);
  }

  /** What its superuser asks of it. */
  public PostgresSql sql() {
    return sql;
  }

  /** Where it listens. */
  public HostAndPort address() {
    return address;
  }

  /** The version and the settings that decide what it keeps, for the record. */
  public Map<String, String> settings() {
    return TOLD.stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name -> sql.query("SELECT current_setting(?)", name).getFirst(),
                (first, _) -> first,
                LinkedHashMap::new));
  }

  /**
   * The lines that it wrote to its log since its first start, of those that have a text in them.
   */
  public List<String> said(String text) {
    return Io.get(
        command.log() + " cannot be read",
        () -> Files.readAllLines(command.log()).stream().filter(l -> l.contains(text)).toList());
  }

  /** Adds lines to its {@code postgresql.conf}, which it reads at its next start. */
  public void configure(Map<String, String> settings) {
    configure(folder, settings);
  }

  /** Adds lines to its {@code postgresql.conf} that it takes at once. */
  public void set(Map<String, String> settings) {
    configure(settings);
    sql.execute("SELECT pg_reload_conf()");
  }

  /** Kills it (SIGKILL): the server and each process of a session. */
  public void kill() {
    process.killAll();
    origin.supervisor.stop(process);
  }

  /** Starts it again on its data after it ended, and waits until it answers. */
  public void restart() {
    process = origin.supervisor.start(command);
    awaitReady();
  }

  /** Waits until it answers, whether it recovers by itself or has to be started again. */
  public void awaitAgain() {
    Deadline deadline = Deadline.in(START_MAX);
    while (!sql.answers()) {
      if (deadline.isOver()) {
        throw new LoadTestException(
            command.name() + " does not answer again; the last it said:\n" + process.lastWords());
      }
      if (!process.isAlive()) {
        origin.supervisor.stop(process);
        process = origin.supervisor.start(command);
      }
      Deadline.sleep(LOOK);
    }
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Refuses to go on when it is no longer there. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new LoadTestException(
          process.name() + " died; the last it said:\n" + process.lastWords());
    }
  }

  /** Ends it and removes its data; its log stays. */
  @Override
  public void close() {
    kill();
    OutputDirectory.remove(folder);
  }

  private void awaitReady() {
    Deadline.await(
        process.name() + " to answer",
        START_MAX,
        LOOK,
        () -> {
          requireAlive();
          return sql.answers();
        });
  }

  private static void configure(Path folder, Map<String, String> settings) {
    var text = new StringBuilder("\n");
    settings.forEach((name, value) -> text.append("%s = '%s'%n".formatted(name, value)));
    Path file = folder.resolve("postgresql.conf");
    Io.run(
        file + " cannot be written",
        () -> Files.writeString(file, text, StandardOpenOption.APPEND));
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

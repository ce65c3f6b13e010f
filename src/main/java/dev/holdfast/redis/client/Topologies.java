package dev.holdfast.redis.client;

import dev.holdfast.redis.topology.MasterTopology;
import dev.holdfast.redis.topology.SentinelWatch;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/** Makes the topology of the Redis of Spring's configuration, with the settings of its client. */
public final class Topologies {
  private Topologies() {}

  public static MasterTopology of(
      LettuceConnectionFactory factory, DataRedisConnectionDetails details) {
    LettuceClientConfiguration shared = factory.getClientConfiguration();
    var clients =
        new MasterTopology.Clients(
            shared.getClientResources().orElseGet(ClientResources::create),
            shared.getClientOptions().orElseGet(ClientOptions::create));
    var sentinel = details.getSentinel();
    if (sentinel != null) {
      return MasterTopology.ofSentinels(
          clients,
          sentinel.getMaster(),
          sentinel.getNodes().stream()
              .map(node -> new SentinelWatch.Address(node.host(), node.port()))
              .toList(),
          uri(shared, "", 0, 0, sentinel.getUsername(), sentinel.getPassword()),
          uri(shared, "", 0, sentinel.getDatabase(), details.getUsername(), details.getPassword()));
    }
    var server = details.getStandalone();
    if (server == null) {
      throw new IllegalStateException("no Redis is configured");
    }
    return MasterTopology.oneAddress(
        clients,
        uri(
            shared,
            server.getHost(),
            server.getPort(),
            server.getDatabase(),
            details.getUsername(),
            details.getPassword()));
  }

  private static RedisURI uri(
      LettuceClientConfiguration shared,
      String host,
      int port,
      int database,
      @Nullable String user,
      @Nullable String password) {
    var uri =
        RedisURI.builder()
            .withHost(host.isEmpty() ? "to-be-named" : host)
            .withPort(port)
            .withDatabase(database)
            .withSsl(shared.isUseSsl())
            .withStartTls(shared.isStartTls())
            .withVerifyPeer(shared.getVerifyMode())
            .withTimeout(shared.getCommandTimeout());
    shared.getClientName().ifPresent(uri::withClientName);
    if (StringUtils.hasText(password)) {
      if (StringUtils.hasText(user)) {
        uri.withAuthentication(user, password);
      } else {
        uri.withPassword((CharSequence) password);
      }
    }
    return uri.build();
  }
}

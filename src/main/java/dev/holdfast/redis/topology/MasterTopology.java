package dev.holdfast.redis.topology;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The view of the master and what follows it, for a Redis that is no Cluster: behind one address,
 * or under Sentinel. Safe for use by many threads.
 */
public final class MasterTopology implements AutoCloseable {
  private static final long CLOSING_MAX_MS = 1_000;

  private final MasterView view;
  private final RedisClient client;
  private final MasterConnector connector;
  private final @Nullable SentinelWatch sentinels;

  private MasterTopology(
      MasterView view, Clients clients, RedisURI settings, @Nullable SentinelWatch sentinels) {
    this.view = view;
    this.client = clients.create(false);
    this.connector = new MasterConnector(client, settings, view, settings.getTimeout());
    this.sentinels = sentinels;
  }

  /**
   * How clients are made.
   *
   * @param resources shared among them; they stay the caller's
   * @param options all but whether they reconnect by themselves
   */
  public record Clients(ClientResources resources, ClientOptions options) {
    RedisClient create(boolean reconnecting) {
      RedisClient client = RedisClient.create(resources);
      client.setOptions(options.mutate().autoReconnect(reconnecting).build());
      return client;
    }
  }

  /**
   * Of a master that is behind one address, whichever server that is.
   *
   * @param server where it is, and how to connect
   */
  public static MasterTopology oneAddress(Clients clients, RedisURI server) {
    return new MasterTopology(
        MasterView.at(server.getHost(), server.getPort()), clients, server, null);
  }

  /**
   * Of a master that Sentinels watch. It is asked for at once; {@link #awaitMaster} waits for it.
   *
   * @param sentinel how to connect to a Sentinel: all but its address
   * @param server how to connect to the master: all but its address
   */
  public static MasterTopology ofSentinels(
      Clients clients,
      String master,
      List<SentinelWatch.Address> sentinels,
      RedisURI sentinel,
      RedisURI server) {
    MasterView view = MasterView.unknown();
    return new MasterTopology(
        view,
        clients,
        server,
        new SentinelWatch(clients.create(true), sentinel, master, sentinels, view));
  }

  /** The view of the master. */
  public MasterView view() {
    return view;
  }

  /** What connects to the master of the view. */
  public MasterConnector connector() {
    return connector;
  }

  /**
   * Waits until Sentinels have named the master.
   *
   * @throws io.lettuce.core.RedisException when they do not within that time
   */
  public void awaitMaster(Duration timeMax) {
    if (sentinels != null) {
      sentinels.awaitMaster(timeMax);
    }
  }

  @Override
  public void close() {
    if (sentinels != null) {
      sentinels.close();
    }
    client.shutdown(0, CLOSING_MAX_MS, TimeUnit.MILLISECONDS);
  }
}

package dev.holdfast.redis.topology;

import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.SocketAddressResolver;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Resolves names as this JVM does, when a connection is made, on the thread that makes it. Netty's
 * own resolver would remember an address for as long as its DNS record says, which may be long
 * after a failover.
 */
public final class JvmAddressResolver extends SocketAddressResolver {
  /** Used for the master and for Sentinels, not for the nodes of a Cluster. */
  public JvmAddressResolver() {}

  @Override
  public SocketAddress resolve(RedisURI uri) {
    return uri.getSocket() == null
        ? new InetSocketAddress(uri.getHost(), uri.getPort())
        : super.resolve(uri);
  }
}

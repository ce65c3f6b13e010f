package dev.holdfast.http;

import dev.holdfast.testing.RedisUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service on a port of its own, and on the Redis that all tests share. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class RunningService {
  public @LocalServerPort int port;

  /** To look behind the service, never to prepare what it should do itself. */
  public @Autowired StringRedisTemplate redis;

  public Shop shop;

  @DynamicPropertySource
  public static void redis(DynamicPropertyRegistry properties) {
    properties.add("spring.data.redis.host", () -> RedisUnderTest.shared().host());
    properties.add("spring.data.redis.port", () -> RedisUnderTest.shared().port());
    // Other tests damage the stock of theirs on purpose.
    properties.add("holdfast.stock.watch.enabled", () -> false);
  }

  @BeforeEach
  public void openShop() {
    if (shop == null || shop.port() != port) {
      shop = new Shop(port);
    }
  }
}

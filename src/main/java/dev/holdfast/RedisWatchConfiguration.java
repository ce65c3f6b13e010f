package dev.holdfast;

import dev.holdfast.instance.CutOff;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.instance.InstanceSettings;
import dev.holdfast.instance.LeaseEndpoint;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.WriteProbe;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.health.MemorySettings;
import dev.holdfast.redis.health.MemoryWatch;
import dev.holdfast.redis.health.StoreHealthSettings;
import dev.holdfast.redis.health.StoreReadiness;
import dev.holdfast.redis.health.StoreWrites;
import dev.holdfast.redis.outage.Heartbeats;
import dev.holdfast.redis.outage.OutageSettings;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.watch.ClockWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What an instance asks Redis for its own sake, from time to time: whether decisions can be
 * written, how much memory is left, how far the clocks are apart, and whether it is cut off.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreKind.REDIS)
class RedisWatchConfiguration {
  private static final int CHECKS_IN_A_RENEWAL = 3;

  @Bean
  MemoryWatch memoryWatch(RedisGateway redis, MemorySettings settings, MeterRegistry meters) {
    var memory = new MemoryWatch(redis, settings);
    Gauge.builder("holdfast.store.memory", memory, MemoryWatch::share)
        .description(
            "Share of Redis's memory limit that is used, on the fullest master; NaN while it is not"
                + " known")
        .register(meters);
    redis.refused().bindTo(meters);
    return memory;
  }

  @Bean
  PeriodicTaskLifecycle memoryLifecycle(MemoryWatch memory, MemorySettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "store-memory",
            memory::check,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(MemoryWatch.class),
                "Redis's memory could not be checked, which is retried",
                "Redis's memory is checked again")),
        settings.interval(),
        LifecyclePhases.INSTANCE);
  }

  @Bean
  Heartbeats heartbeats(RedisGateway redis, OutageSettings settings) {
    return new Heartbeats(redis, settings);
  }

  /**
   * A thread of its own: no other work may delay the heartbeat that shows that decisions can be
   * written.
   */
  @Bean
  PeriodicTaskLifecycle heartbeatLifecycle(Heartbeats heartbeats, OutageSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "store-heartbeat",
            heartbeats::beat,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(Heartbeats.class),
                "decisions cannot be written: this time does not count against deadlines, within a"
                    + " bound",
                "decisions can be written again")),
        settings.heartbeat(),
        LifecyclePhases.INSTANCE);
  }

  @Bean
  PeriodicTaskLifecycle clockWatch(
      RedisGateway redis, CallerClock clock, ClockSettings settings, MeterRegistry meters) {
    var watch = new ClockWatch(redis::compareClocks, clock, meters);
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "clock-watch",
            watch::compare,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(ClockWatch.class),
                "the clocks could not be compared, which is retried",
                "the clocks are compared again")),
        settings.interval(),
        LifecyclePhases.MONITORS);
  }

  @Bean
  StoreWrites storeWrites(RedisGateway redis, MeterRegistry meters) {
    var writes = new StoreWrites(new WriteProbe(redis)::tryWrites, System::nanoTime);
    writes.bindTo(meters, OrderId.PARTITIONS);
    return writes;
  }

  @Bean
  PeriodicTaskLifecycle storeWritesWatch(StoreWrites writes, StoreHealthSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask("store-writes", writes::check, messages(StoreWrites.class)),
        settings.writeInterval(),
        LifecyclePhases.MONITORS);
  }

  @Bean
  LeaseEndpoint leaseEndpoint(InstanceRegistry instances, StoreHealthSettings settings) {
    return new LeaseEndpoint(instances, settings.peerTimeout());
  }

  @Bean
  CutOff cutOff(
      InstanceRegistry instances,
      RedisGateway redis,
      InstanceSettings settings,
      StoreHealthSettings health,
      LeaseEndpoint peers) {
    return new CutOff(
        instances,
        redis::ping,
        settings.renewal().plus(settings.margin()),
        health.peersMax(),
        peers::renewedAgo);
  }

  @Bean
  PeriodicTaskLifecycle cutOffWatch(CutOff cutOff, InstanceSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask("cut-off", cutOff::check, messages(CutOff.class)),
        settings.renewal().dividedBy(CHECKS_IN_A_RENEWAL),
        LifecyclePhases.MONITORS);
  }

  @Bean
  StoreReadiness storeHealthIndicator(
      StoreWrites writes, StoreHealthSettings settings, CutOff cutOff) {
    return new StoreReadiness(writes, settings.readOnlyMax(), cutOff::alone);
  }

  private static PeriodicTask.Messages messages(Class<?> watch) {
    return new PeriodicTask.Messages(
        LoggerFactory.getLogger(watch),
        "a check of the store failed",
        "checks of the store succeed again");
  }
}

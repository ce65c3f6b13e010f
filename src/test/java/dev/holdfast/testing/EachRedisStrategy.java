package dev.holdfast.testing;

import dev.holdfast.strategy.StrategyType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs a test with each strategy on Redis. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EnumSource(value = StrategyType.class, mode = EnumSource.Mode.MATCH_NONE, names = "POSTGRES_.*")
public @interface EachRedisStrategy {}

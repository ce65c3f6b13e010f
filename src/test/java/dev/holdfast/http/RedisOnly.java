package dev.holdfast.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test over HTTP that is not run on PostgreSQL. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisOnly.Condition.class)
public @interface RedisOnly {
  /** Why it is not, in one sentence. */
  String value();

  /** Leaves out what is not run on PostgreSQL. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      boolean isOnPostgres =
          AnnotationSupport.isAnnotated(context.getRequiredTestClass(), OnPostgres.class);
      return isOnPostgres
          ? ConditionEvaluationResult.disabled("knows Redis only")
          : ConditionEvaluationResult.enabled("it is on Redis");
    }
  }
}

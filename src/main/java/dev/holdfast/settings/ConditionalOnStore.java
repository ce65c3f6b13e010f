package dev.holdfast.settings;

import dev.holdfast.stock.StoreKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** A component of one kind of store: it is there only where the configuration chooses that one. */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnStore.OnStore.class)
public @interface ConditionalOnStore {
  /** The store that it belongs to. */
  StoreKind value();

  /** Compares it with the store that is chosen. */
  final class OnStore extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      var wanted =
          metadata.getAnnotations().get(ConditionalOnStore.class).getEnum("value", StoreKind.class);
      var chosen = StoreSettings.chosen(context.getEnvironment());
      var message = ConditionMessage.forCondition(ConditionalOnStore.class);
      return chosen == wanted
          ? ConditionOutcome.match(message.because("the store is " + chosen))
          : ConditionOutcome.noMatch(message.because("the store is " + chosen));
    }
  }
}

package dev.holdfast.order;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of taking orders.
 *
 * @param inProgressMax how many orders may be in progress at once in this instance; more are told
 *     to come again
 */
@ConfigurationProperties("holdfast.orders")
public record OrderSettings(@DefaultValue("1024") int inProgressMax) {}

package dev.holdfast.boot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the production profile refuses unless a setting allows it.
 *
 * @param acceptEviction that Redis evicts keys when its memory is full, stock and orders included
 * @param acceptDataLoss that Redis keeps nothing on disk, so that its restart loses all stock and
 *     every order
 */
@ConfigurationProperties("holdfast.production")
public record ProductionSettings(
    @DefaultValue("false") boolean acceptEviction, @DefaultValue("false") boolean acceptDataLoss) {}

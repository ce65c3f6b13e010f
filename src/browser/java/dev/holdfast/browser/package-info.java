/**
 * The race page and the console in a real browser, on the packaged service: {@code .ci/browser}
 * runs these tests, in place of the others, with the Maven profile {@code browser}. Start with
 * {@link dev.holdfast.browser.RacePageTest}.
 */
@NullMarked
package dev.holdfast.browser;

import org.jspecify.annotations.NullMarked;

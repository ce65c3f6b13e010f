package dev.holdfast.browser;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** What a reader without a mouse cannot do on a page. */
final class Keyboard {
  private static final int STOPS_MAX = 300;

  /** Numbers the controls that the Tab key must reach; one of a group of radio buttons does. */
  private static final String EXPECTED =
      """
      () => {
        document.activeElement?.blur();
        const all = 'a[href], button, input, select, textarea, summary, [tabindex]';
        let number = 0;
        const groups = new Set();
        for (const element of document.querySelectorAll(all)) {
          const shown = element.checkVisibility({visibilityProperty: true, opacityProperty: false});
          if (!shown || element.disabled || element.tabIndex < 0 || element.closest('[inert]')) continue;
          if (element.type === 'radio') {
            if (groups.has(element.name)) continue;
            groups.add(element.name);
          }
          element.dataset.tabStop = String(number++);
        }
        return number;
      }
      """;

  /** Where the focus is: its number, whether it is seen there, and its beginning. */
  private static final String FOCUSED =
      """
      () => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        let seen = false;
        // A control may show its focus on its label.
        for (const e of [element, element.closest('label')].filter(Boolean)) {
          const style = getComputedStyle(e);
          seen ||= (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
        }
        const label = element.closest('label')?.querySelector('span');
        if (label && !seen) {
          const style = getComputedStyle(label);
          seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        }
        const box = element.getBoundingClientRect();
        const within = box.bottom > 0 && box.top < innerHeight && box.width > 0;
        return [element.dataset.tabStop ?? '', seen && within, element.outerHTML.slice(0, 120)];
      }
      """;

  private Keyboard() {}

  /** What the Tab key does not reach, and where the focus is not seen. */
  static List<String> faultsOf(Page page) {
    int expected = ((Number) page.evaluate(EXPECTED)).intValue();
    var missing = new ArrayList<String>();
    for (int i = 0; i < expected; i++) {
      missing.add(Integer.toString(i));
    }
    var faults = new ArrayList<String>();
    for (int i = 0; i < STOPS_MAX; i++) {
      page.keyboard().press("Tab");
      var focused = (List<?>) page.evaluate(FOCUSED);
      if (focused == null) {
        break;
      }
      if (!missing.remove(focused.get(0).toString()) && !focused.get(0).toString().isEmpty()) {
        break;
      }
      if (!(boolean) focused.get(1)) {
        faults.add("the focus is not seen on " + focused.get(2));
      }
    }
    for (String number : missing) {
      faults.add(
          "never reached: "
              + page.locator("[data-tab-stop='%s']".formatted(number))
                  .evaluate("e => e.outerHTML.slice(0, 120)"));
    }
    return faults;
  }
}

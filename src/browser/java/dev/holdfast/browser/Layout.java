package dev.holdfast.browser;

import com.microsoft.playwright.Page;
import java.util.List;

/** What is wrong with how a page is laid out on the screen it is on. */
final class Layout {
  /**
   * Collects the visible boxes of texts and controls, cut to what their ancestors show, and
   * compares each with the screen and with the others. Drawings, and what floats above the page on
   * purpose (fixed, sticky, or in a dialog's top layer), are left out.
   */
  private static final String FAULTS =
      """
      () => {
        const faults = [];
        const root = document.documentElement;
        if (root.scrollWidth > root.clientWidth) {
          faults.push(`the page is ${root.scrollWidth} wide on a screen of ${root.clientWidth}`);
        }
        const floats = element => {
          for (let e = element; e; e = e.parentElement) {
            if (['fixed', 'sticky'].includes(getComputedStyle(e).position) || e.popover) return true;
            if (e.tagName === 'DIALOG' || e.tagName === 'svg' || e.tagName === 'CANVAS') return true;
          }
          return false;
        };
        // The part of a box that is seen; null where none is.
        const seen = (element, box) => {
          let {left, top, right, bottom} = box;
          let scrolls = false;
          for (let e = element; e && e !== document.body; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (style.visibility !== 'visible' || style.opacity === '0') return null;
            if (style.clipPath !== 'none' || style.clip !== 'auto') return null;
            if (style.overflowX !== 'visible') {
              const clip = e.getBoundingClientRect();
              if (['auto', 'scroll'].includes(style.overflowX)) scrolls = true;
              left = Math.max(left, clip.left); right = Math.min(right, clip.right);
              top = Math.max(top, clip.top); bottom = Math.min(bottom, clip.bottom);
            }
          }
          return right - left < 1 || bottom - top < 1 ? null : {left, top, right, bottom, scrolls};
        };
        const boxes = [];
        const add = (element, what, rects) => {
          for (const rect of rects) {
            const box = seen(element, rect);
            if (box) boxes.push({element, what, ...box});
          }
        };
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const node = texts.currentNode;
          const element = node.parentElement;
          if (!node.data.trim() || floats(element) || element.closest('option, script, style')) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          add(element, `"${node.data.trim().slice(0, 40)}"`, range.getClientRects());
        }
        for (const element of document.querySelectorAll('input, select, textarea, button')) {
          if (floats(element)) continue;
          add(element, `<${element.tagName.toLowerCase()} ${element.name || element.id}>`,
              [element.getBoundingClientRect()]);
        }
        for (const box of boxes) {
          if (box.right > root.clientWidth + 1 || box.left < -1) {
            faults.push(`${box.what} is beyond the screen: ${box.left} to ${box.right}`);
          }
        }
        for (let i = 0; i < boxes.length; i++) {
          for (let j = i + 1; j < boxes.length; j++) {
            const a = boxes[i], b = boxes[j];
            if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
            const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (width > 2 && height > 3) faults.push(`${a.what} overlaps ${b.what}`);
          }
        }
        for (const element of document.querySelectorAll('button, a, th, td, label, h1, h2, h3, dt, dd')) {
          const style = getComputedStyle(element);
          if (style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis'
              && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1) {
            faults.push(`"${element.textContent.trim().slice(0, 40)}" is cut off`);
          }
        }
        return faults.slice(0, 20);
      }
      """;

  private Layout() {}

  /** The first of them, in words. */
  static List<String> faultsOf(Page page) {
    return ((List<?>) page.evaluate(FAULTS)).stream().map(Object::toString).toList();
  }
}

package dev.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names are read without patterns, and are the same as those that the patterns describe. */
class FormsTest {
  private static final String CHARACTERS = "aazzAZ0279w:.._--18`{@[/ \n\u00e9\u0130\ud83d";
  private static final int TEXTS = 20_000;

  private static String text(Random random, String base) {
    var text = new StringBuilder(base);
    for (int change = random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(text.length() + 1);
      if (random.nextInt(3) == 0 && at < text.length()) {
        text.deleteCharAt(at);
      } else {
        text.insert(at, CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
    }
    return text.toString();
  }

  @Test
  void aSkuIsWhatItsPatternDescribes() {
    var pattern = Pattern.compile(Sku.PATTERN);
    var random = new Random(1);
    var bases = List.of("", "a", "ticket-1", "A.b_c-9", "a".repeat(62), "a".repeat(64));
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random, bases.get(i % bases.size()));
      assertThat(Sku.isValid(text)).as(text).isEqualTo(pattern.matcher(text).matches());
    }
  }

  @Test
  void anOrderIdHas26CharactersOfBase32AndAWithdrawalAPrefix() {
    var pattern = Pattern.compile("(w:)?[a-z2-7]{26}");
    var random = new Random(2);
    var bases = List.of("", "a".repeat(26), "w:" + "2".repeat(26), "kdg4v22izejiijhi7ys7546ar4");
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random, bases.get(i % bases.size()));
      assertThat(OrderId.isValid(text)).as(text).isEqualTo(pattern.matcher(text).matches());
    }
  }

  @Test
  void theTextOfABasketIsTheOneThatIsStored() {
    assertThat(
            Basket.of(List.of(line("b", 1_000_000), line("a", 2), line("b-2", 3))).canonicalText())
        .isEqualTo(
            "Basket[lines=[Line[sku=a, quantity=2], Line[sku=b, quantity=1000000],"
                + " Line[sku=b-2, quantity=3]]]");
  }

  private static Line line(String sku, int quantity) {
    return new Line(new Sku(sku), quantity);
  }
}

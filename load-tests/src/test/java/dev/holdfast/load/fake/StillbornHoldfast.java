package dev.holdfast.load.fake;

/** An instance that cannot start. */
public final class StillbornHoldfast {
  private StillbornHoldfast() {}

  public static void main(String[] args) {
    System.out.println("I cannot reach my store");
    System.exit(3);
  }
}

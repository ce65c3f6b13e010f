package dev.holdfast.locks;

import java.util.List;

/** Shows other instances what this one holds and waits for, and this one what they do. */
public interface SharedAcquisitions {
  /** For locks that no other instance can hold. */
  SharedAcquisitions NONE =
      new SharedAcquisitions() {
        @Override
        public List<Published> publish(List<Acquisition> own) {
          return List.of();
        }

        @Override
        public List<Published> others() {
          return List.of();
        }
      };

  /**
   * What one instance published last.
   *
   * @param number how often it has published; a publication that is seen twice has one number
   */
  record Published(String instance, long number, List<Acquisition> acquisitions) {
    public Published {
      acquisitions = List.copyOf(acquisitions);
    }
  }

  /**
   * Replaces what this instance published, for a bounded time; nothing takes it back.
   *
   * @return what others have published
   * @throws dev.holdfast.stock.StoreUnavailableException when the store does not answer
   */
  List<Published> publish(List<Acquisition> own);

  /**
   * What others have published.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when the store does not answer
   */
  List<Published> others();
}

package cwm.reasoner.engine;

import java.util.ArrayList;
import java.util.List;

/// Carries parcels between the workers of one machine.
///
/// They wait for one another at the end of each hop ([Crew]). That is what makes what one has sent
/// visible to the others, so there are no locks here.
final class InMemoryExchange implements Exchange {
  private static final int NONE = -1;

  private final List<Mailbox> mailboxes = new ArrayList<>();

  InMemoryExchange(int workerCount) {
    for (int i = 0; i < workerCount; i++) {
      mailboxes.add(new Mailbox(workerCount));
    }
  }

  /// What one worker has sent and others have not taken yet.
  private static final class Mailbox {
    // By parity of the hop: rows of one hop are taken while those of the next are sent.
    final List<List<List<Parcel.Rows>>> rows;
    final boolean[] hasRows = new boolean[2];
    final List<List<Parcel.Concluded>> concluded;
    final List<Parcel.Mirrored> mirrored = new ArrayList<>();
    int endedHop = NONE;

    Mailbox(int workerCount) {
      rows = List.of(lists(workerCount), lists(workerCount));
      concluded = lists(workerCount);
    }

    private static <T> List<List<T>> lists(int count) {
      List<List<T>> lists = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        lists.add(new ArrayList<>());
      }
      return lists;
    }
  }

  @Override
  public int workerCount() {
    return mailboxes.size();
  }

  @Override
  public void send(int from, int to, int hop, Parcel.Rows parcel) {
    Mailbox mailbox = mailboxes.get(from);
    mailbox.rows.get(hop & 1).get(to).add(parcel);
    mailbox.hasRows[hop & 1] = true;
  }

  @Override
  public void send(int from, int to, Parcel.Concluded parcel) {
    mailboxes.get(from).concluded.get(to).add(parcel);
  }

  @Override
  public void send(int from, Parcel.Mirrored parcel) {
    mailboxes.get(from).mirrored.add(parcel);
  }

  @Override
  public void endHop(int from, int hop) {
    Mailbox mailbox = mailboxes.get(from);
    mailbox.endedHop = hop;
    mailbox.hasRows[(hop + 1) & 1] = false;
  }

  @Override
  public boolean hasRows(int hop) {
    boolean hasRows = false;
    for (Mailbox mailbox : mailboxes) {
      assert mailbox.endedHop == hop;
      hasRows |= mailbox.hasRows[hop & 1];
    }
    return hasRows;
  }

  @Override
  public void settle() {} // the workers' threads have met

  @Override
  public List<Parcel.Rows> takeRows(int to, int hop) {
    return take(mailboxes.stream().map(mailbox -> mailbox.rows.get(hop & 1).get(to)).toList());
  }

  @Override
  public List<Parcel.Concluded> takeConcluded(int to) {
    return take(mailboxes.stream().map(mailbox -> mailbox.concluded.get(to)).toList());
  }

  @Override
  public List<Parcel.Mirrored> takeMirrored() {
    return take(mailboxes.stream().map(mailbox -> mailbox.mirrored).toList());
  }

  private static <T> List<T> take(List<List<T>> lists) {
    List<T> taken = new ArrayList<>();
    for (List<T> list : lists) {
      taken.addAll(list);
      list.clear();
    }
    return taken;
  }

  @Override
  public void clear() {
    int workerCount = mailboxes.size();
    mailboxes.replaceAll(_ -> new Mailbox(workerCount));
  }
}

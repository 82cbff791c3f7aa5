package cwm.cluster;

import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.RefusedException;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.transport.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node connected to addresses: dials each until somebody answers; from then on the node
/// itself dials again after a loss.
final class Links {
  private static final Logger log = LoggerFactory.getLogger(Links.class);
  private static final Duration RETRY_DELAY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_DELAY_MAX = Duration.ofSeconds(2);

  /// Somebody has to change something before it can go better.
  private static final Duration REFUSED_DELAY = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Node node;
  private final Map<Address, Dial> dials = new LinkedHashMap<>();
  private boolean isClosed;

  Links(EventLoop loop, Node node) {
    this.loop = loop;
    this.node = node;
  }

  /// Keeps connected to an address from now on.
  void want(Address address) {
    if (!isClosed && !dials.containsKey(address)) {
      var dial = new Dial(address);
      dials.put(address, dial);
      dial.connect();
    }
  }

  /// Where a member is. Nothing if it does not know yet, or has said what is no address.
  static Optional<Address> address(MemberAddress member) {
    try {
      return Optional.of(Address.parse(member.address()));
    } catch (IpcException e) {
      log.debug("{}: no address: {}", member.nodeId(), member.address());
      return Optional.empty();
    }
  }

  /// Keeps connected to these addresses only. Others are given up if nobody has been reached there,
  /// or it is no member any more.
  ///
  /// @param memberIds whose sessions stay
  void retain(Set<Address> addresses, Set<String> memberIds) {
    for (Dial dial : List.copyOf(dials.values())) {
      boolean isMember = dial.peerId.isPresent() && memberIds.contains(dial.peerId.get());
      if (!addresses.contains(dial.address) && !isMember) {
        dials.remove(dial.address);
        dial.peerId.ifPresent(node::disconnect);
      }
    }
  }

  /// Whether this node itself answers there. False as long as nobody has.
  boolean isSelf(Address address) {
    Dial dial = dials.get(address);
    return dial != null && dial.isSelf;
  }

  /// Whom this node has a session with by these addresses.
  Set<String> peersAt(Collection<Address> addresses) {
    Set<String> peers = new HashSet<>();
    for (Address address : addresses) {
      Dial dial = dials.get(address);
      if (dial != null) {
        dial.peerId.filter(id -> node.peer(id).isPresent()).ifPresent(peers::add);
      }
    }
    return peers;
  }

  /// Why nobody is reached at an address; empty if somebody is, or nothing has failed yet.
  String trouble(Address address) {
    Dial dial = dials.get(address);
    return dial == null ? "" : dial.trouble;
  }

  void close() {
    isClosed = true;
  }

  private final class Dial {
    private final Address address;
    private Optional<String> peerId = Optional.empty();
    private boolean isSelf;
    private String trouble = "";
    private Duration delay = RETRY_DELAY_MIN;

    Dial(Address address) {
      this.address = address;
    }

    void connect() {
      if (!isClosed && dials.get(address) == this) {
        loop.when(node.connectAsync(address), this::connected);
      }
    }

    private void connected(@Nullable String reached, @Nullable Throwable failure) {
      if (reached != null) {
        peerId = Optional.of(reached);
        trouble = "";
      } else if (failure instanceof RefusedException refused
          && refused.refusal().code().equals("SELF")) {
        isSelf = true;
        trouble = "";
      } else {
        failed(failure);
      }
    }

    private void failed(@Nullable Throwable failure) {
      String why =
          failure instanceof IpcException e ? IpcException.messageOf(e) : String.valueOf(failure);
      if (!why.equals(trouble)) {
        log.info("{}: cannot reach {} yet: {}", node.id(), address, why);
      }
      trouble = why;
      boolean isFinal =
          failure instanceof RefusedException refused
              && refused.refusal().retryAfterMillis().isEmpty();
      loop.schedule(isFinal ? REFUSED_DELAY : delay, this::connect);
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(RETRY_DELAY_MAX) < 0 ? doubled : RETRY_DELAY_MAX;
    }
  }
}

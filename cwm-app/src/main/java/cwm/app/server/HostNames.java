package cwm.app.server;

import cwm.ipc.transport.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that a server answers to.
///
/// A page from elsewhere that has its name resolved to this machine's address can send requests
/// here as its own, but only with its own name in `Host`. Addresses cannot be made up like that, so
/// where a server listens beyond loopback it answers to all of them.
final class HostNames {
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::\\d*)?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
  private static final Pattern NUMERIC =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:.]+]");

  private final Set<String> names = new HashSet<>();
  private final boolean isLoopback;

  /// @param listenAddress where the server listens
  /// @param more names that it is reached by
  HostNames(Address.Inet listenAddress, List<String> more) {
    isLoopback = listenAddress.isLoopback();
    names.addAll(more);
    names.add(listenAddress.host().toLowerCase(Locale.ROOT));
    if (!isLoopback) {
      addMachine();
    }
  }

  private void addMachine() {
    try {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException _) {
      // A machine that does not know its name is reached by another, which has to be configured.
    }
  }

  /// @param host as the header has it, with or without a port
  boolean contains(String host) {
    Matcher matcher = HOST.matcher(host.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    String name = matcher.group(1);
    return LOOPBACK.matcher(name).matches()
        || names.contains(name)
        || (!isLoopback && NUMERIC.matcher(name).matches());
  }
}

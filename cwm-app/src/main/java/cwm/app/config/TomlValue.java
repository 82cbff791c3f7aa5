package cwm.app.config;

import java.util.List;

/// A value in a configuration file, as far as settings have use for it.
sealed interface TomlValue {
  record Text(String text) implements TomlValue {
    @Override
    public String toString() {
      return "'" + text + "'";
    }
  }

  record WholeNumber(long number) implements TomlValue {
    @Override
    public String toString() {
      return Long.toString(number);
    }
  }

  record YesNo(boolean isTrue) implements TomlValue {
    @Override
    public String toString() {
      return Boolean.toString(isTrue);
    }
  }

  record Items(List<Item> items) implements TomlValue {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return "a list";
    }
  }

  /// What no setting is.
  ///
  /// @param what `a date`, `a table`
  record Other(String what) implements TomlValue {
    @Override
    public String toString() {
      return what;
    }
  }

  /// One of a list.
  ///
  /// @param line where it stands in the file, from 1
  record Item(TomlValue value, int line) {}
}

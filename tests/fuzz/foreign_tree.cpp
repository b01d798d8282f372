#include "fuzz/foreign_tree.hpp"

#include <array>
#include <vector>

#include "fuzz/choices.hpp"
#include "results/hdf5_image.hpp"
#include "results/seal.hpp"

namespace regsweep {
namespace {

constexpr int most_operations = 48;
constexpr std::size_t room = 256;  // bytes for the values of one array or attribute

// Names that the reader looks for, and some that it does not.
constexpr std::array<const char*, 16> names{"CLASS",
                                            "NAME",
                                            "DIMENSION_LIST",
                                            "REFERENCE_LIST",
                                            "units",
                                            "long_name",
                                            "format",
                                            "digest",
                                            "id",
                                            "step",
                                            "a",
                                            "b",
                                            "c",
                                            "größer",
                                            "x.y",
                                            " "};

using Closer = herr_t (*)(hid_t);

// An identifier that may be invalid, because HDF5 refused.
class Perhaps {
 public:
  Perhaps(hid_t id, Closer closer) : id_(id), close_(closer) {}
  Perhaps(Perhaps&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Perhaps& operator=(Perhaps&&) = delete;
  ~Perhaps() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  Closer close_;
};

class Builder {
 public:
  Builder(const std::string& code, hid_t file) : choices_(code), file_(file) {
    groups_.push_back(H5Gopen2(file, "/", H5P_DEFAULT));
  }
  ~Builder() {
    for (const hid_t dataset : datasets_) H5Dclose(dataset);
    for (const hid_t group : groups_) H5Gclose(group);
  }
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  void run() {
    for (int i = 0; i < most_operations && choices_.left(); ++i) operate(choose(12));
  }

 private:
  unsigned choose(std::size_t count) { return choices_.choose(count); }
  const char* name() { return names[choose(names.size())]; }
  hid_t group() const { return groups_.back(); }
  hid_t some_dataset() { return datasets_.empty() ? group() : datasets_[choose(datasets_.size())]; }

  void operate(unsigned what) {
    switch (what) {
      case 0:
        return enter();
      case 1:
        return leave();
      case 2:
      case 3:
      case 4:
        return make_dataset();
      case 5:
        return make_attribute(group());
      case 6:
      case 7:
        return make_attribute(some_dataset());
      case 8:
        return make_scale();
      case 9:
        return attach_scale();
      case 10:
        return make_link();
      default:
        return commit_type();
    }
  }

  void enter() {
    const Perhaps creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    if (choose(2) == 1) H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED);
    const hid_t made = H5Gcreate2(group(), name(), H5P_DEFAULT, creation, H5P_DEFAULT);
    if (made >= 0) groups_.push_back(made);
  }

  void leave() {
    if (groups_.size() == 1) return;
    H5Gclose(groups_.back());
    groups_.pop_back();
  }

  Perhaps text_of_some_kind() {
    Perhaps type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, choose(2) == 1 ? H5T_VARIABLE : 1 + choose(40));
    H5Tset_cset(type, choose(2) == 1 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
    H5Tset_strpad(type, static_cast<H5T_str_t>(choose(3)));
    return type;
  }

  Perhaps enumeration() {
    Perhaps type(H5Tenum_create(choose(2) == 1 ? H5T_STD_I8LE : H5T_STD_I32LE), H5Tclose);
    const std::array<int, 2> members{0, 1};
    H5Tenum_insert(type, "FALSE", &members[0]);
    H5Tenum_insert(type, "TRUE", &members[1]);
    return type;
  }

  Perhaps compound() {
    Perhaps type(H5Tcreate(H5T_COMPOUND, 16), H5Tclose);
    H5Tinsert(type, "r", 0, H5T_IEEE_F64LE);
    H5Tinsert(type, "i", 8, H5T_STD_I32LE);
    return type;
  }

  Perhaps type() {
    const hsize_t pair[1] = {2};
    switch (choose(18)) {
      case 0:
        return Perhaps(H5Tcopy(H5T_IEEE_F64LE), H5Tclose);
      case 1:
        return Perhaps(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
      case 2:
        return Perhaps(H5Tcopy(H5T_STD_I64LE), H5Tclose);
      case 3:
        return text_of_some_kind();
      case 4:
        return Perhaps(H5Tcopy(H5T_IEEE_F64BE), H5Tclose);
      case 5:
        return Perhaps(H5Tcopy(H5T_STD_U64LE), H5Tclose);
      case 6:
        return Perhaps(H5Tcopy(H5T_STD_I8LE), H5Tclose);
      case 7:
        return enumeration();
      case 8:
        return compound();
      case 9:
        return Perhaps(H5Tcreate(H5T_OPAQUE, 1 + choose(16)), H5Tclose);
      case 10:
        return Perhaps(H5Tcopy(H5T_STD_REF_OBJ), H5Tclose);
      case 11:
        return Perhaps(H5Tcopy(H5T_STD_REF_DSETREG), H5Tclose);
      case 12:
        return Perhaps(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose);
      case 13:
        return Perhaps(H5Tvlen_create(H5T_IEEE_F64LE), H5Tclose);
      case 14:
        return Perhaps(H5Tarray_create2(H5T_STD_I64LE, 1, pair), H5Tclose);
      case 15:
        return Perhaps(H5Tcopy(H5T_STD_B8LE), H5Tclose);
      case 16:
        return Perhaps(H5Tcopy(H5T_UNIX_D32LE), H5Tclose);
      default:
        return Perhaps(H5Tcopy(H5T_NATIVE_LDOUBLE), H5Tclose);
    }
  }

  // Lengths from none to more than any file holds.
  hsize_t length() {
    const unsigned which = choose(16);
    if (which < 12) return which;
    if (which == 12) return 4096;
    if (which == 13) return hsize_t{1} << 32;
    if (which == 14) return hsize_t{1} << 61;
    return (hsize_t{1} << 63) - 1;
  }

  // Attributes are written whole, and HDF5 1.10 overwrites its own memory when their size
  // overflows: they stay small.
  Perhaps space(bool of_attribute) {
    const unsigned rank = choose(6);
    if (rank == 4) return Perhaps(H5Screate(H5S_NULL), H5Sclose);
    if (rank == 0 || rank == 5) return Perhaps(H5Screate(H5S_SCALAR), H5Sclose);
    std::array<hsize_t, 3> lengths{};
    for (unsigned i = 0; i < rank; ++i) lengths[i] = of_attribute ? choose(12) : length();
    return Perhaps(H5Screate_simple(static_cast<int>(rank), lengths.data(), nullptr), H5Sclose);
  }

  // The filter that we never use goes to plain integers only, and first: HDF5 1.10 crashes when it
  // writes anything else through it.
  void filter(hid_t creation, hid_t kind) {
    switch (choose(5)) {
      case 0:
        H5Pset_deflate(creation, 4);
        return;
      case 1:
        H5Pset_shuffle(creation);
        return;
      case 2:
        H5Pset_fletcher32(creation);
        return;
      case 3:
        if (H5Tequal(kind, H5T_STD_I64LE) > 0 && H5Pget_nfilters(creation) == 0) {
          H5Pset_nbit(creation);
        }
        return;
      default:
        return;
    }
  }

  void layout(hid_t creation, hid_t kind, hid_t space) {
    const int rank = H5Sget_simple_extent_ndims(space);
    switch (choose(5)) {
      case 0:
        H5Pset_layout(creation, H5D_COMPACT);
        return;
      case 1:
        H5Pset_external(creation, "elsewhere", 0, H5F_UNLIMITED);
        return;
      case 2:
        if (rank > 0) {
          const std::array<hsize_t, 3> chunk{1 + choose(7), 2, 2};
          H5Pset_chunk(creation, rank, chunk.data());
          filter(creation, kind);
          filter(creation, kind);
        }
        return;
      default:
        H5Pset_layout(creation, H5D_CONTIGUOUS);
        return;
    }
  }

  // Whether it is little enough to be written; HDF5's own count of the elements overflows.
  bool fits(hid_t space, hid_t type) const {
    std::array<hsize_t, 3> lengths{1, 1, 1};
    if (H5Sget_simple_extent_type(space) == H5S_NULL ||
        H5Sget_simple_extent_dims(space, lengths.data(), nullptr) < 0) {
      return false;
    }
    hsize_t count = 1;
    for (const hsize_t length : lengths) {
      if (length > 16) return false;
      count *= length;
    }
    return count > 0 && count <= 16 && count * H5Tget_size(type) <= room;
  }

  // Types whose elements are pointers cannot be made of any bytes.
  static bool is_plain(hid_t type) {
    return H5Tdetect_class(type, H5T_VLEN) <= 0 && H5Tis_variable_str(type) <= 0 &&
           H5Tdetect_class(type, H5T_REFERENCE) <= 0;
  }

  void fill(std::array<char, room>& values) {
    for (std::size_t i = 0; i < 8; ++i) values[i * 3] = static_cast<char>(choose(256));
  }

  void make_dataset() {
    const Perhaps kind = type(), extent = space(false),
                  creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    layout(creation, kind, extent);
    const hid_t made =
        H5Dcreate2(group(), name(), kind, extent, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (made < 0) return;
    datasets_.push_back(made);
    std::array<char, room> values{};
    fill(values);
    const char* words[16] = {"word", nullptr, "größer"};
    if (!fits(extent, kind) || H5Pget_external_count(creation) > 0) {
      return;  // external values would be a file beside this one
    }
    if (is_plain(kind)) H5Dwrite(made, kind, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    if (H5Tis_variable_str(kind) > 0) H5Dwrite(made, kind, H5S_ALL, H5S_ALL, H5P_DEFAULT, words);
  }

  void make_attribute(hid_t object) {
    const char* const called = name();
    const Perhaps kind = type(), extent = space(true);
    const Perhaps made(H5Acreate2(object, called, kind, extent, H5P_DEFAULT, H5P_DEFAULT),
                       H5Aclose);
    if (made < 0 || !fits(extent, kind)) return;
    std::array<char, room> values{};
    fill(values);
    const char* words[16] = {choose(2) == 1
                                 ? "DIMENSION_SCALE"
                                 : "This is a netCDF dimension but not a netCDF variable.  3"};
    if (is_plain(kind)) H5Awrite(made, kind, values.data());
    if (H5Tis_variable_str(kind) > 0) H5Awrite(made, kind, words);
    if (H5Tget_class(kind) == H5T_VLEN) write_references(made, kind);
  }

  // A list of dimensions as netCDF-4 has it, but to any object, to none, or with several per
  // dimension.
  void write_references(hid_t attribute, hid_t kind) {
    const Perhaps element(H5Tget_super(kind), H5Tclose);
    if (H5Tequal(element, H5T_STD_REF_OBJ) <= 0) return;
    std::array<hobj_ref_t, 2> targets{};
    H5Rcreate(targets.data(), file_, names[choose(names.size())], H5R_OBJECT, -1);
    targets[1] = choose(256);
    std::array<hvl_t, 16> lists{};
    for (hvl_t& list : lists) list = {choose(3), targets.data()};
    H5Awrite(attribute, kind, lists.data());
  }

  // By hand, because the HDF5 library of scales asserts on some of what is built here.
  void mark(hid_t dataset, const char* key, const char* value) {
    const Perhaps kind(H5Tcopy(H5T_C_S1), H5Tclose), extent(H5Screate(H5S_SCALAR), H5Sclose);
    H5Tset_size(kind, std::char_traits<char>::length(value) + 1);
    const Perhaps made(H5Acreate2(dataset, key, kind, extent, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (made >= 0) H5Awrite(made, kind, value);
  }
  void make_scale() {
    if (datasets_.empty()) return;
    const hid_t dataset = some_dataset();
    mark(dataset, "CLASS", "DIMENSION_SCALE");
    mark(dataset, "NAME",
         choose(2) == 1 ? name()
                        : "This is a netCDF dimension but not a netCDF variable.        13");
  }
  void attach_scale() {
    if (datasets_.empty()) return;
    const hid_t dataset = some_dataset();
    const Perhaps kind(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose);
    const hsize_t axes[1] = {1 + choose(3)};
    const Perhaps extent(H5Screate_simple(1, axes, nullptr), H5Sclose);
    const Perhaps made(
        H5Acreate2(dataset, "DIMENSION_LIST", kind, extent, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (made >= 0) write_references(made, kind);
  }

  void make_link() {
    switch (choose(3)) {
      case 0:
        H5Lcreate_soft("/a", group(), name(), H5P_DEFAULT, H5P_DEFAULT);
        return;
      case 1:
        H5Lcreate_external("other.h5", "/a", group(), name(), H5P_DEFAULT, H5P_DEFAULT);
        return;
      default:
        H5Lcreate_hard(file_, name(), group(), name(), H5P_DEFAULT, H5P_DEFAULT);
        return;
    }
  }

  void commit_type() {
    const Perhaps kind = type();
    H5Tcommit2(group(), name(), kind, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  }

  Choices choices_;
  hid_t file_;
  std::vector<hid_t> groups_, datasets_;
};

}  // namespace

std::string foreign_tree(const std::string& code) {
  const Hdf5Session session;
  MemoryFile file;
  Builder(code, file.id()).run();
  std::string image = file.finish();
  seal(image, "tree");
  return image;
}

}  // namespace regsweep

